package dev.sallyport.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while it writes, rotates and compresses loses no record whose append had returned. Takes
 * {@code -Dsallyport.kills=1000}; 50 without.
 */
final class AuditLogKillIT {

    private static final int KILLS = Integer.getInteger("sallyport.kills", 50);
    /** As many kills share a directory, so that a process finds what killed ones have left. */
    private static final int KILLS_PER_DIRECTORY = 25;

    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\".*\"duration_us\":42}");

    private final Random random = new Random();

    @TempDir
    private Path home;

    @Test
    void nothingAcknowledgedIsMissing() throws IOException {
        for (int kill = 0; kill < KILLS; kill += KILLS_PER_DIRECTORY) {
            Path file = home.resolve(kill + "/audit.jsonl");
            Set<String> acknowledged = new HashSet<>();
            for (int each = kill; each < Math.min(KILLS, kill + KILLS_PER_DIRECTORY); each++) {
                acknowledged.addAll(writeUntilKilled(file, each));
            }
            acknowledged.removeAll(recorded(file.getParent()));
            assertEquals(Set.of(), acknowledged);
        }
    }

    private Set<String> writeUntilKilled(Path file, int kill) throws IOException {
        AuditLog.Sync sync = kill % 2 == 0 ? AuditLog.Sync.NONE : AuditLog.Sync.BATCHED;
        int enough = 1 + random.nextInt(2000);
        Set<String> acknowledged = new HashSet<>();
        try (AuditLogProcess process = AuditLogProcess.start(file, sync, 40_000, "" + kill)) {
            for (String id = process.next(); id != null; id = process.next()) {
                acknowledged.add(id);
                if (acknowledged.size() == enough) {
                    process.kill();
                }
            }
        }
        assertTrue(acknowledged.size() >= enough, "it ended by itself after " + acknowledged.size() + " records");
        return acknowledged;
    }

    private static Set<String> recorded(Path directory) throws IOException {
        Set<String> ids = new HashSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : files.filter(file -> !file.toString().endsWith(".partial")).toList()) {
                for (String line : lines(each)) {
                    ID.matcher(line).results().forEach(match -> ids.add(match.group(1)));
                }
            }
        }
        return ids;
    }

    private static List<String> lines(Path file) throws IOException {
        try (InputStream in = file.toString().endsWith(".gz")
                ? new GZIPInputStream(Files.newInputStream(file))
                : Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
