package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.distribution.Plugin.Launch;
import dev.sallyport.plugin.transport.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plugin is killed under load, again and again: whatever was answered is recorded. With {@code each} the same holds
 * for a power failure in that moment. Takes {@code -Dsallyport.kills=1000}; 6 without.
 */
final class KillIT {

    private static final int KILLS = Integer.getInteger("sallyport.kills", 6);
    /** As many kills share a directory, so that a process finds what killed ones have left. */
    private static final int KILLS_PER_DIRECTORY = 20;
    private static final int CLIENTS = 4;
    private static final Pattern NAME = Pattern.compile("containers/create\\?name=([0-9-]+)");

    private final Random random = new Random();

    @TempDir
    private Path home;

    @Test
    void nothingAnsweredIsMissingAfterKill() throws Exception {
        killRepeatedly(KILLS / 2, "\"sync\": \"batched\"", Map.of(), AuditFiles::in);
    }

    @Test
    void nothingAnsweredIsMissingAfterAPowerFailure() throws Exception {
        Path power = Files.createDirectory(home.resolve("power"));
        Map<String, String> environment =
                Map.of("LD_PRELOAD", Preload.library("power", home), "POWER", power.toString());
        killRepeatedly(KILLS / 2, "\"sync\": \"each\"", environment, _ -> AuditFiles.afterPowerFailure(power));
    }

    private interface Survivors {
        List<String> in(Path directory) throws IOException;
    }

    private void killRepeatedly(int kills, String audit, Map<String, String> environment, Survivors survivors)
            throws Exception {
        Launch launch = new Launch(
                List.of(), audit + ", \"maxBytes\": \"64k\", \"keep\": 10000", "", environment);
        int all = 0;
        for (int kill = 0; kill < kills; kill += KILLS_PER_DIRECTORY) {
            Path directory = Files.createDirectory(home.resolve("from" + kill));
            Set<String> missing = new HashSet<>();
            try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty())) {
                for (int each = kill; each < Math.min(kills, kill + KILLS_PER_DIRECTORY); each++) {
                    missing.addAll(answeredUntilKilled(directory, launch, each));
                }
            }
            all += missing.size();
            missing.removeAll(names(survivors.in(directory)));
            assertEquals(Set.of(), missing);
        }
        System.out.printf("%d kills, %d answered, none missing%n", kills, all);
    }

    /** Returns the names of the containers whose creates were permitted. */
    private Set<String> answeredUntilKilled(Path directory, Launch launch, int kill) throws Exception {
        try (Plugin plugin = Plugin.start(directory, launch);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Set<String>>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                String prefix = kill + "-" + client + "-";
                clients.add(threads.submit(() -> createUntilKilled(plugin, prefix)));
            }
            Thread.sleep(random.nextInt(400));
            plugin.process.destroyForcibly().waitFor();
            Set<String> answered = new HashSet<>();
            for (Future<Set<String>> client : clients) {
                answered.addAll(client.get());
            }
            return answered;
        }
    }

    private static Set<String> createUntilKilled(Plugin plugin, String prefix) {
        Set<String> answered = new HashSet<>();
        try (RawClient client = new RawClient(plugin.socket())) {
            for (int n = 0; ; n++) {
                String answer = client.send(Plugin.request(Plugin.create(prefix + n, "", ""))).answer();
                if (!answer.endsWith("}")) {
                    // It was killed while it answered.
                    return answered;
                }
                assertTrue(answer.endsWith("{\"Allow\":true}"), answer);
                answered.add(prefix + n);
            }
        } catch (IOException e) {
            return answered;
        }
    }

    private static Set<String> names(List<String> records) {
        Set<String> names = new HashSet<>();
        records.forEach(record -> NAME.matcher(record).results().forEach(match -> names.add(match.group(1))));
        return names;
    }
}
