package dev.sallyport.audit;

import static dev.sallyport.audit.AuditLogs.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.engine.RedactedTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class AuditLogTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(AuditLog.Sync.class)
    void recordIsInTheFileWhenAppendReturns(AuditLog.Sync sync) throws IOException {
        Path file = directory.resolve("new/audit.jsonl");
        try (AuditLog log = AuditLog.open(new AuditLog.Options(file, sync, 0, 1))) {
            log.append(record("1"));
            assertEquals(1, Files.readAllLines(file).size());
            assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        }
    }

    @Test
    void recordSaysWhatWasDecidedAndWhy() {
        String line = new String(record("00ff").line(), StandardCharsets.UTF_8);
        assertEquals("""
                {"time":"2026-01-02T03:04:05.678Z","id":"00ff","decision":"deny","user":"alice",\
                "operation":"ContainerCreate",\
                "method":"POST","target":"/x","image":"bb:1","violations":[{"rule":"cap-drop",\
                "found":"drops \\"none\\"\\n","wanted":"ALL"}],\
                "decided_by":[{"policy":"hardened","sha256":"abc"}],"duration_us":42}
                """, line);
    }

    @Test
    void tornLastLineIsClosedOff() throws IOException {
        Path file = Files.writeString(directory.resolve("audit.jsonl"), "{\"whole\":1}\n{\"torn\":");
        try (AuditLog log = AuditLog.open(options(file, 0, 1))) {
            log.append(record("1"));
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(3, lines.size());
        assertEquals("{\"torn\":", lines.get(1));
        assertTrue(lines.get(2).endsWith("}"));
    }

    @Test
    void fullFileIsSetAsideCompressedAndOldOnesArePruned() throws IOException, InterruptedException {
        Path file = directory.resolve("audit.jsonl");
        int count = 60;
        try (AuditLog log = AuditLog.open(options(file, 1000, 3))) {
            for (int n = 0; n < count; n++) {
                log.append(record("id" + n));
                Thread.sleep(1);
            }
        }
        List<Path> files = list();
        assertEquals(4, files.size(), files::toString);
        assertTrue(files.stream().filter(each -> !each.equals(file)).allMatch(each -> each.toString().endsWith(".gz")),
                files::toString);
        assertTrue(Files.size(file) <= 1000);
        List<String> lines = new ArrayList<>();
        for (Path each : files.subList(1, files.size())) {
            lines.addAll(gunzip(each));
        }
        lines.addAll(Files.readAllLines(file));
        assertTrue(lines.getLast().contains("id" + (count - 1)));
        assertTrue(lines.stream().allMatch(line -> line.startsWith("{") && line.endsWith("}")));
    }

    @Test
    void reopenWritesToANewFileAfterTheOldOneWasRenamed() throws IOException {
        Path file = directory.resolve("audit.jsonl");
        try (AuditLog log = AuditLog.open(options(file, 0, 1))) {
            log.append(record("before"));
            Files.move(file, directory.resolve("moved"));
            log.append(record("between"));
            log.reopen();
            log.append(record("after"));
        }
        assertEquals(2, Files.readAllLines(directory.resolve("moved")).size());
        assertEquals(1, Files.readAllLines(file).size());
    }

    @Test
    void unwritableFileIsAnError() throws IOException {
        assertThrows(IOException.class, () -> AuditLog.open(options(directory, 0, 1)));
        Path full = Path.of("/dev/full");
        if (Files.exists(full)) {
            try (AuditLog log = AuditLog.open(options(full, 0, 1))) {
                assertThrows(IOException.class, () -> log.append(record("1")));
            } catch (IOException e) {
                // Forcing a device at close: not what is tested.
            }
        }
    }

    /** As when the process ends and stops its judges: others still have something to write. */
    @ParameterizedTest
    @EnumSource(AuditLog.Sync.class)
    void interruptedThreadWritesItsRecordAndTakesTheLogFromNobody(AuditLog.Sync sync) throws IOException {
        Path file = directory.resolve("audit.jsonl");
        try (AuditLog log = AuditLog.open(new AuditLog.Options(file, sync, 0, 1))) {
            Thread.currentThread().interrupt();
            log.append(record("interrupted"));
            assertTrue(Thread.interrupted(), "the interrupt was swallowed");
            log.append(record("another"));
        }
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void secretsInTargetsAreNotKept() {
        String target = RedactedTarget.of(
                "/v1.41/build?t=x&buildargs=%7B%22PASSWORD%22%3A%22hunter2%22%7D&changes=ENV+K%3Dhunter2&new=hunter2");
        assertFalse(target.contains("hunter2"), target);
        assertTrue(target.contains("t=x"), target);
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(each -> !each.getFileName().toString().equals(".audit.jsonl.lock")).sorted().toList();
        }
    }

    private static List<String> gunzip(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    private static AuditLog.Options options(Path file, long maxBytes, int keep) {
        return new AuditLog.Options(file, AuditLog.Sync.NONE, maxBytes, keep);
    }
}
