package dev.sallyport.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyTextsTest {

    @TempDir
    private Path directory;

    @Test
    void textIsKeptOnceAndForGood() throws IOException {
        Path log = Files.createFile(directory.resolve("audit.jsonl"));
        PolicyTexts texts = new PolicyTexts(log);
        texts.keep(Map.of("00.yaml", "rules"));
        texts.keep(Map.of("00.yaml", "another", "01.yaml", "more"));
        assertEquals("rules", Files.readString(directory.resolve("policies/00.yaml")));
        assertEquals("more", Files.readString(directory.resolve("policies/01.yaml")));
        assertEquals("rw-------", PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("policies/00.yaml"))));
        try (var files = Files.list(directory.resolve("policies"))) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void whatAKilledProcessHasBegunIsDoneAnew() throws IOException {
        Path log = Files.createFile(directory.resolve("audit.jsonl"));
        Files.createDirectories(directory.resolve("policies"));
        Files.writeString(directory.resolve("policies/.00.yaml.begun"), "ru");
        new PolicyTexts(log).keep(Map.of("00.yaml", "rules"));
        assertEquals("rules", Files.readString(directory.resolve("policies/00.yaml")));
        assertFalse(Files.exists(directory.resolve("policies/.00.yaml.begun")));
    }

    @Test
    void textThatCannotBeKeptKeepsNobodyWaiting() throws IOException {
        Path log = Files.createFile(directory.resolve("audit.jsonl"));
        Files.createFile(directory.resolve("policies"));
        new PolicyTexts(log).keep(Map.of("00.yaml", "rules"));
        new PolicyTexts(Path.of("/dev/null")).keep(Map.of("00.yaml", "rules"));
        assertFalse(Files.exists(Path.of("/dev/policies")));
    }
}
