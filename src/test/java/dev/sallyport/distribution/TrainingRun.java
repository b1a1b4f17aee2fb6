package dev.sallyport.distribution;

import dev.sallyport.Corpus;
import dev.sallyport.Corpus.Scenario;
import dev.sallyport.decision.AccessRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the AOT cache of the distribution (JEP 483, 514): the plugin runs as it will be run, judges what a docker CLI
 * once asked, and when it ends Java writes down what it had loaded and linked.
 */
public final class TrainingRun {

    private static final long MOST_SECONDS = 120;

    private TrainingRun() {}

    public static void main(String[] arguments) throws Exception {
        Path cache = Plugin.DISTRIBUTION.resolve("lib/sallyport.aot");
        Path directory = Files.createTempDirectory("training");
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin =
                        Plugin.start(directory, "", environment(directory, cache))) {
            for (Scenario scenario : Corpus.load()) {
                for (AccessRequest request : scenario.requests()) {
                    plugin.ask(message(request));
                }
            }
            plugin.process.destroy();
            if (!plugin.process.waitFor(MOST_SECONDS, TimeUnit.SECONDS) || !Files.exists(cache)) {
                throw new IOException("no AOT cache was written: " + plugin.log());
            }
        } finally {
            delete(directory);
        }
    }

    /** As a unit of systemd would start it, though nobody listens there. */
    private static Map<String, String> environment(Path directory, Path cache) {
        return Map.of("SALLYPORT_JAVA_OPTS", "-XX:AOTCacheOutput=" + cache,
                "NOTIFY_SOCKET", directory.resolve("notify.sock").toString(), "WATCHDOG_USEC", "3000000");
    }

    private static String message(AccessRequest request) {
        String headers = request.headers().entrySet().stream()
                .map(header -> "\"" + header.getKey() + "\":\"" + header.getValue() + "\"")
                .collect(Collectors.joining(","));
        String body = request.body()
                .map(bytes -> ",\"RequestBody\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"")
                .orElse("");
        return "{\"RequestMethod\":\"" + request.method() + "\",\"RequestUri\":\"" + request.target()
                + "\",\"RequestHeaders\":{" + headers + "}" + body + "}";
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
