package dev.sallyport.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class WriterLockTest {

    @TempDir
    private Path directory;

    @Test
    void fileOfAnotherProcessIsRefusedUntilThatOneEnds() throws Exception {
        Path file = directory.resolve("audit.jsonl");
        try (AuditLogProcess other = AuditLogProcess.start(file, AuditLog.Sync.NONE, 2000, "other")) {
            assertNotNull(other.next());
            assertRefused(file);
            while (Files.notExists(directory.resolve("audit.jsonl.0000000002.gz"))) {
                assertNotNull(other.next());
            }
            assertRefused(file);
        }
        open(file).close();
    }

    @Test
    void fileThatThisProcessWritesIsRefusedByWhateverName() throws IOException {
        Path file = directory.resolve("a/audit.jsonl");
        Path directoryLink = directory.resolve("b");
        Path fileLink = directory.resolve("audit.jsonl");
        try (AuditLog log = open(file)) {
            Files.createSymbolicLink(directoryLink, directory.resolve("a"));
            Files.createSymbolicLink(fileLink, file);
            assertRefused(file);
            assertRefused(directoryLink.resolve("audit.jsonl"));
            assertRefused(directory.resolve("b/../a/./audit.jsonl"));
            assertRefused(fileLink);
            log.append(AuditLogs.record("0"));
        }
        open(fileLink).close();
    }

    /** A POSIX lock goes as soon as its process closes the file, by whichever descriptor. */
    @Test
    void refusalWithinOneProcessDoesNotOpenTheDoorForOthers() throws Exception {
        Path file = directory.resolve("audit.jsonl");
        try (AuditLog log = open(file)) {
            assertRefused(file);
            log.reopen();
            try (AuditLogProcess other = AuditLogProcess.start(file, AuditLog.Sync.NONE, 0, "other")) {
                assertEquals(null, other.next(), "another process could write too");
            }
        }
    }

    @Test
    void deviceIsTakenOnlyIfNothingIsAskedOfItThatItCannotDo() throws IOException {
        Path device = Path.of("/dev/null");
        AuditLog.open(new AuditLog.Options(device, AuditLog.Sync.NONE, 0, 1)).close();
        assertThrows(IOException.class, () -> AuditLog.open(new AuditLog.Options(device, AuditLog.Sync.BATCHED, 0, 1)));
        assertThrows(IOException.class, () -> AuditLog.open(new AuditLog.Options(device, AuditLog.Sync.NONE, 1000, 1)));
        assertTrue(Files.notExists(Path.of("/dev/.null.lock")));
    }

    private static AuditLog open(Path file) throws IOException {
        return AuditLog.open(new AuditLog.Options(file, AuditLog.Sync.NONE, 0, 1));
    }

    private static void assertRefused(Path file) {
        IOException refusal = assertThrows(IOException.class, () -> open(file));
        assertTrue(
                refusal.getMessage().endsWith("audit.jsonl` is in use by another sallyport;"
                        + " each needs an `audit.file` of its own"),
                refusal::getMessage);
    }
}
