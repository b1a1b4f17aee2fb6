package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.plugin.transport.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running plugin tells of itself. */
@Timeout(60)
final class MonitoringIT {

    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE ([a-z_]+) ");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

    @TempDir
    private Path directory;

    private String page(String path) throws IOException, InterruptedException {
        // It listens there only once it serves dockerd.
        while (!Files.exists(directory.resolve("metrics.sock"))) {
            Thread.sleep(5);
        }
        try (RawClient client = new RawClient(directory.resolve("metrics.sock"))) {
            return client.send("GET " + path + " HTTP/1.1\r\n\r\n").everything();
        }
    }

    private String metrics() throws IOException, InterruptedException {
        return page("/metrics").split("\r\n\r\n", 2)[1];
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        for (Matcher name = pattern.matcher(text); name.find(); ) {
            names.add(name.group(1));
        }
        return names;
    }

    @Test
    void countersTellWhatWasDecided() throws Exception {
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory, "", Map.of())) {
            plugin.ask(Plugin.LIST);
            plugin.ask(Plugin.create("x", "", ""));
            plugin.ask(Plugin.create("x", "", ",\"Privileged\":true"));
            plugin.ask("{\"RequestMethod\":\"GET\",\"RequestUri\":\"/no/such/\\u0022thing\"}");
            plugin.ask("{");
            String metrics = metrics();
            for (String line : new String[] {
                    "sallyport_decisions_total{operation=\"ContainerList\",decision=\"permit\"} 1",
                    "sallyport_decisions_total{operation=\"ContainerCreate\",decision=\"permit\"} 1",
                    "sallyport_decisions_total{operation=\"ContainerCreate\",decision=\"deny\"} 1",
                    "sallyport_decisions_total{operation=\"unknown\",decision=\"deny\"} 2",
                    "sallyport_findings_total{policy=\"hardened\",rule=\"privileged\",kind=\"violations\"} 1",
                    "sallyport_findings_total{policy=\"\",rule=\"plugin\",kind=\"failures\"} 1",
                    "sallyport_decision_duration_seconds_count 5",
                    "sallyport_audit_records_total 4",
                    "sallyport_audit_failing 0"
            }) {
                assertTrue(metrics.contains(line + "\n"), () -> line + " is missing from " + metrics);
            }
            assertTrue(metrics.contains("sallyport_audit_file_bytes "
                    + Files.size(directory.resolve("audit.jsonl")) + "\n"), metrics);
            assertEquals(PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(directory.resolve("metrics.sock")));
            assertEquals(names(DOCUMENTED, Files.readString(Path.of("docs/monitoring.md"))), names(FAMILY, metrics),
                    "docs/monitoring.md has a row for each metric; those of OPA aside");
            assertPromtoolAccepts(metrics);
        }
    }

    @Test
    void readyUntilTheAuditLogCannotBeWritten() throws Exception {
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory,
                        "\"audit\": {\"file\": \"/dev/full\", \"sync\": \"none\", \"maxBytes\": 0}", Map.of())) {
            assertTrue(page("/readyz").endsWith("\r\n\r\njudges: ok\naudit: ok\n"));
            plugin.ask(Plugin.create("x", "", ""));
            String ready = page("/readyz");
            assertTrue(ready.startsWith("HTTP/1.1 503 "), ready);
            assertTrue(ready.endsWith("audit: the last record could not be written; requests are denied\n"), ready);
            assertTrue(page("/healthz").startsWith("HTTP/1.1 200 "));
            assertTrue(metrics().contains("sallyport_audit_unwritten_total 1\n"));
        }
    }

    @Test
    void whereTheSocketIsInTheWayItServesWithout() throws Exception {
        Files.createDirectories(directory.resolve("metrics.sock"));
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory, "", Map.of())) {
            assertTrue(plugin.ask(Plugin.LIST).contains("\"Allow\":true"));
            assertTrue(plugin.log().contains("no metrics: cannot listen where `metrics` says: "), plugin.log());
        }
    }

    private static void assertPromtoolAccepts(String metrics) throws Exception {
        Path cache = Optional.ofNullable(System.getenv("SALLYPORT_CACHE")).map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache", "sallyport"));
        Path promtool = cache.resolve("tools/prometheus/usr/bin/promtool");
        assumeTrue(Files.exists(promtool) || System.getenv("SALLYPORT_REQUIRE") != null,
                "no promtool: run scripts/get-engines tools");
        Process check = new ProcessBuilder(promtool.toString(), "check", "metrics").redirectErrorStream(true).start();
        try (var input = check.getOutputStream()) {
            input.write(metrics.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("", said);
        assertEquals(0, check.waitFor());
    }
}
