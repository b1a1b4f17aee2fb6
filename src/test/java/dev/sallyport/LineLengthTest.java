package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 120 columns, also where the formatter does not look: tests, comments, texts, documents. */
final class LineLengthTest {

    private static final int COLUMNS = 120;

    @ParameterizedTest
    @ValueSource(strings = {"src/main/java", "src/test/java", "bench/jmh", "docs", "CONTRIBUTING.md", "README.md",
            "SECURITY.md", "CHANGELOG.md"})
    void noLineIsLongerThan120Columns(Path below) throws IOException {
        List<String> tooLong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(below)) {
            for (Path file : files.filter(LineLengthTest::isText).sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    String line = lines.get(i);
                    if (line.codePointCount(0, line.length()) > COLUMNS && !isUnbreakable(file, line)) {
                        tooLong.add(file + ":" + (i + 1) + ": " + line.strip());
                    }
                }
            }
        }
        assertEquals(List.of(), tooLong);
    }

    /** In Markdown a row of a table, and what a program printed; docs/rules.md is made from the rules. */
    private static boolean isUnbreakable(Path file, String line) {
        return file.toString().endsWith(".md")
                && (line.startsWith("|") || line.startsWith("    ") || file.endsWith("rules.md"));
    }

    private static boolean isText(Path file) {
        return file.toString().endsWith(".java") || file.toString().endsWith(".md");
    }
}
