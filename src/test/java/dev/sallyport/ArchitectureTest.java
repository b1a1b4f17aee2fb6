package dev.sallyport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. The picture is in docs/architecture.md. */
final class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.sallyport");

    @Test
    void packagesKnowOnlyThoseBeneathThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("decision").definedBy("dev.sallyport.decision")
                .layer("settings").definedBy("dev.sallyport.settings")
                .layer("engine").definedBy("dev.sallyport.engine..")
                .layer("action").definedBy("dev.sallyport.action")
                .layer("judge").definedBy("dev.sallyport.judge")
                .layer("rules").definedBy("dev.sallyport.rules")
                .layer("policy").definedBy("dev.sallyport.policy")
                .layer("docker").definedBy("dev.sallyport.docker")
                .layer("audit").definedBy("dev.sallyport.audit")
                .layer("http").definedBy("dev.sallyport.http")
                .layer("opa").definedBy("dev.sallyport.opa")
                .layer("config").definedBy("dev.sallyport.config")
                .layer("plugin").definedBy("dev.sallyport.plugin..")
                .layer("cli").definedBy("dev.sallyport.cli")
                .whereLayer("decision").mayNotAccessAnyLayer()
                .whereLayer("settings").mayNotAccessAnyLayer()
                .whereLayer("engine").mayNotAccessAnyLayer()
                .whereLayer("action").mayOnlyAccessLayers("decision", "engine")
                .whereLayer("judge").mayOnlyAccessLayers("decision", "action")
                .whereLayer("rules").mayOnlyAccessLayers("decision", "engine", "action", "settings")
                .whereLayer("policy").mayOnlyAccessLayers("decision", "action", "judge", "rules", "settings")
                .whereLayer("http").mayNotAccessAnyLayer()
                .whereLayer("docker").mayOnlyAccessLayers("engine", "action", "http")
                .whereLayer("opa").mayOnlyAccessLayers("decision", "engine", "action", "judge", "http")
                .whereLayer("audit").mayOnlyAccessLayers("decision", "engine", "action", "judge", "settings")
                .whereLayer("config").mayOnlyAccessLayers("settings", "audit")
                .whereLayer("plugin").mayOnlyAccessLayers("decision", "action", "judge", "audit")
                .check(CLASSES);
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
}
