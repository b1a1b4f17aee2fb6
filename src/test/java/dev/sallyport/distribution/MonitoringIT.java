package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.plugin.transport.RawClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What a running plugin tells of itself. */
@Timeout(60)
final class MonitoringIT {

    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE ([a-z_]+) ");
    private static final Pattern METRIC = Pattern.compile("((?:sallyport|process)_[a-z_]+)");
    private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");
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
            assertTrue(page("/readyz").endsWith("\r\n\r\njudges: ok\naudit: ok\n"));
            String metrics = metrics();
            for (String line : new String[] {
                    "sallyport_decisions_total{operation=\"ContainerList\",decision=\"permit\"} 1",
                    "sallyport_decisions_total{operation=\"ContainerCreate\",decision=\"permit\"} 1",
                    "sallyport_decisions_total{operation=\"ContainerCreate\",decision=\"deny\"} 1",
                    "sallyport_decisions_total{operation=\"unknown\",decision=\"deny\"} 2",
                    "sallyport_findings_total{policy=\"hardened\",rule=\"privileged\",kind=\"violations\"} 1",
                    "sallyport_findings_total{policy=\"\",rule=\"plugin\",kind=\"failures\"} 1",
                    "sallyport_decision_duration_seconds_count 5",
                    "sallyport_audit_records_total " + Files.readAllLines(directory.resolve("audit.jsonl")).size(),
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
            promtool(metrics, "check", "metrics");
        }
    }

    @Test
    void whileTheAuditLogCannotBeWrittenItIsNotReadyAndStatusSaysWhy() throws Exception {
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory,
                        "\"audit\": {\"file\": \"/dev/full\", \"sync\": \"none\", \"maxBytes\": 0}", Map.of())) {
            plugin.ask(Plugin.create("x", "", ""));
            String ready = page("/readyz");
            assertTrue(ready.startsWith("HTTP/1.1 503 "), ready);
            assertTrue(ready.endsWith("audit: the last record could not be written; requests are denied\n"), ready);
            assertTrue(page("/healthz").startsWith("HTTP/1.1 200 "));
            assertTrue(metrics().contains("sallyport_audit_failing 1\n"));
            assertTrue(metrics().contains("sallyport_audit_records_total 0\n"));
            Run status = status("--socket", directory.resolve("metrics.sock").toString());
            assertEquals(1, status.exitCode(), status.output());
            assertTrue(status.output().startsWith("ATTENTION  audit: the last record could not be "), status.output());
        }
    }

    @Test
    void whereTheSocketIsInTheWayItServesWithout() throws Exception {
        Files.createDirectories(directory.resolve("metrics.sock"));
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory, "", Map.of())) {
            assertTrue(plugin.ask(Plugin.LIST).contains("\"Allow\":true"));
            while (!plugin.log().contains("no metrics: cannot listen where `metrics` says: ")) {
                Thread.sleep(5);
            }
        }
    }

    @Test
    void statusTellsItAndItsExitCodeWhetherAllIsWell() throws Exception {
        Files.writeString(directory.resolve("policy.yaml"), """
                name: team
                rules:
                  privileged: {}
                  cap-drop: {mode: observe}
                """);
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory, "\"policy\": \"policy.yaml\"", Map.of())) {
            plugin.ask(Plugin.LIST);
            plugin.ask(Plugin.create("x", "", ",\"Privileged\":true"));
            assertTrue(page("/healthz").startsWith("HTTP/1.1 200 "));
            Run text = status("--config", directory.resolve("config.json").toString());
            assertEquals(0, text.exitCode(), text.output());
            for (String part : new String[] {
                    "policy     team: 2 rules, loaded ", "           only observed: cap-drop\n", "           off: ",
                    "decisions  1 permitted, 1 denied; in the last minute 1 and 1\n", "denied by  privileged 1\n",
                    "audit log  " + directory.resolve("audit.jsonl") + ": ok; "
            }) {
                assertTrue(text.output().contains(part), () -> part + " is missing from " + text.output());
            }
            assertFalse(text.output().contains("ATTENTION"));
            Run json = status("--json", "--socket", directory.resolve("metrics.sock").toString());
            assertTrue(json.output().contains("\"denied_by\":[{\"name\":\"privileged\",\"count\":1}]"), json.output());
        }
        Run gone = status("--socket", directory.resolve("metrics.sock").toString());
        assertEquals(2, gone.exitCode());
        assertTrue(gone.output().startsWith("sallyport: error: nobody answers on `"), gone.output());
    }

    /** With the alert rules' own tests; the dashboard's expressions are checked as recording rules. */
    @Test
    void alertRulesAndDashboardAreWhatPrometheusReads() throws Exception {
        Path monitoring = Path.of("packaging/monitoring").toAbsolutePath();
        promtool("", "test", "rules", monitoring.resolve("alerts-test.yaml").toString());
        String dashboard = Files.readString(monitoring.resolve("grafana-dashboard.json"));
        Object panels = ((Map<?, ?>) JsonMapper.shared().readValue(dashboard, Object.class)).get("panels");
        assertTrue(panels instanceof List<?> list && list.size() > 10);
        StringBuilder rules = new StringBuilder("groups: [{name: dashboard, rules: [");
        Set<String> asked = new TreeSet<>();
        int number = 0;
        for (Matcher expression = EXPRESSION.matcher(dashboard); expression.find(); number++) {
            String text = expression.group(1).replace("$__rate_interval", "5m");
            rules.append("{record: r").append(number).append(", expr: \"").append(text).append("\"},\n");
            asked.addAll(names(METRIC, text));
        }
        Path file = Files.writeString(directory.resolve("dashboard.yaml"), rules + "]}]");
        promtool("", "check", "rules", file.toString());
        asked.addAll(names(METRIC, Files.readString(monitoring.resolve("alerts.yaml"))));
        String documented = Files.readString(Path.of("docs/monitoring.md"));
        for (String metric : asked) {
            assertTrue(documented.contains("`" + metric.replaceFirst("_bucket$", "") + "`"), metric);
        }
        assertTrue(asked.size() > 15, asked::toString);
    }

    private record Run(int exitCode, String output) {}

    private static Run status(String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Plugin.DISTRIBUTION.resolve("bin/sallyport").toString(), "status"));
        command.addAll(List.of(options));
        return run("", command);
    }

    private static void promtool(String input, String... arguments) throws Exception {
        Path cache = Optional.ofNullable(System.getenv("SALLYPORT_CACHE")).map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache", "sallyport"));
        Path promtool = cache.resolve("tools/prometheus/usr/bin/promtool");
        assumeTrue(Files.exists(promtool) || System.getenv("SALLYPORT_REQUIRE") != null,
                "no promtool: run scripts/get-engines tools");
        List<String> command = new ArrayList<>(List.of(promtool.toString()));
        command.addAll(List.of(arguments));
        Run run = run(input, command);
        assertEquals(0, run.exitCode(), run.output());
    }

    private static Run run(String input, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}
