package dev.sallyport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may know whom: the last column of the table of packages in docs/architecture.md. */
final class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.sallyport");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|.*\\| ([^|]*) \\|$");

    @Test
    void packagesKnowOnlyThoseThatTheTableNames() throws IOException {
        Map<String, Set<String>> table = table();
        List<String> wrong = CLASSES.stream()
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> isOurs(dependency.getTargetClass()))
                .filter(dependency -> !mayKnow(dependency.getOriginClass(), dependency.getTargetClass(), table))
                .map(Dependency::getDescription)
                .toList();
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyPackageHasARowAndEveryRowAPackage() throws IOException {
        Map<String, Set<String>> table = table();
        Set<String> rows = CLASSES.stream()
                .filter(ArchitectureTest::isOurs)
                .map(each -> row(each, table).orElse(each.getPackageName() + " has no row"))
                .collect(Collectors.toSet());
        assertEquals(rows, table.keySet());
        Set<String> known = table.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        known.removeAll(table.keySet());
        assertEquals(Set.of("all"), known);
    }

    @Test
    void noPackagesKnowEachOther() {
        slices().matching("dev.sallyport.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyThePluginKnowsUndertow() {
        noClasses().that().resideOutsideOfPackages("dev.sallyport.plugin..", "dev.sallyport.cli")
                .should().dependOnClassesThat().resideInAnyPackage("io.undertow..", "org.xnio..")
                .check(CLASSES);
    }

    @Test
    void decisionsAreTheJdksAlone() {
        classes().that().resideInAPackage("dev.sallyport.decision")
                .should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.sallyport.decision", "org.jspecify..")
                .check(CLASSES);
    }

    /** What each package may know, by its name without {@code dev.sallyport}. */
    private static Map<String, Set<String>> table() throws IOException {
        String packages = Files.readString(Path.of("docs/architecture.md")).split("\n## ")[2];
        Map<String, Set<String>> table = new HashMap<>();
        for (Matcher row = ROW.matcher(packages); row.find(); ) {
            table.put(row.group(1), Arrays.stream(row.group(2).split(", "))
                    .map(name -> name.replace("`", ""))
                    .filter(name -> !name.equals("-"))
                    .collect(Collectors.toSet()));
        }
        return table;
    }

    private static boolean mayKnow(JavaClass from, JavaClass to, Map<String, Set<String>> table) {
        Optional<String> own = row(from, table);
        Set<String> known = own.map(table::get).orElse(Set.of("all"));
        return known.contains("all")
                || row(to, table).filter(row -> row.equals(own.get()) || known.contains(row)).isPresent();
    }

    /** The row that speaks of a class: its package's, or that of the package around it. */
    private static Optional<String> row(JavaClass each, Map<String, Set<String>> table) {
        return table.keySet().stream()
                .filter(row -> (each.getPackageName() + ".").startsWith("dev.sallyport." + row + "."))
                .max(Comparator.comparingInt(String::length));
    }

    /** The class that starts all is above the table. */
    private static boolean isOurs(JavaClass each) {
        return each.getPackageName().startsWith("dev.sallyport.");
    }
}
