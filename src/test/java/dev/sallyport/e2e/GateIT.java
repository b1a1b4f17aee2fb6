package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.Engines.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** The built distribution, a real dockerd, the real docker CLI. */
@OnEachEngine
@Timeout(300)
final class GateIT {

    private static final String[] HARDENED = {"--cap-drop", "ALL", "--user", "1000:1000", "--memory", "64m"};
    private static final Pattern DECISION = Pattern.compile("\\(decision ([0-9a-f]{16})\\)");

    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        docker = engines.start(engine);
    }

    @Test
    void plainRunIsRefusedWithEveryReasonAtOnce() throws IOException {
        denied(run(), "cap-drop", "non-root", "memory-limit");
    }

    @Test
    void eachMendedFlagTakesItsReasonAway() throws IOException {
        String[] rest = {"--cap-drop", "ALL"};
        List<String> reasons = denied(run(rest), "non-root", "memory-limit");
        assertFalse(reasons.contains("cap-drop"));
        reasons = denied(run("--user", "1000"), "cap-drop", "memory-limit");
        assertFalse(reasons.contains("non-root"));
        reasons = denied(run("--memory", "64m"), "cap-drop", "non-root");
        assertFalse(reasons.contains("memory-limit"));
        Path data = Files.createDirectories(docker.home().resolve("data"));
        reasons = denied(run(with(HARDENED, "-v", data + ":/data")), "read-only-mounts");
        assertEquals(List.of("read-only-mounts"), reasons);
    }

    @Test
    void hardenedFormRunsAndPrints() {
        Shell.Result result = docker.docker(command(HARDENED, "id", "-u"));
        assertTrue(result.succeeded(), result::toString);
        assertEquals("1000", result.output().strip());
    }

    @Test
    void readingIsAllowed() {
        for (String command : List.of("version", "ps", "images", "info", "volume ls", "network ls")) {
            Shell.Result result = docker.docker(command.split(" "));
            assertTrue(result.succeeded(), () -> command + ": " + result);
        }
    }

    @Test
    void writableMountsAreRefusedAndTheirReadOnlyFormsRun() throws IOException {
        Path directory = Files.createDirectories(docker.home().resolve("shared"));
        denied(run(with(HARDENED, "-v", directory + ":/data")), "read-only-mounts");
        denied(run(with(HARDENED, "-v", "named:/data")), "read-only-mounts");
        denied(run(with(HARDENED, "-v", "/data")), "read-only-mounts");
        denied(run(with(HARDENED, "--mount", "type=bind,source=" + directory + ",target=/data")), "read-only-mounts");
        denied(run(with(HARDENED, "--mount", "type=volume,source=named,target=/data")), "read-only-mounts");
        permitted(run(with(HARDENED, "-v", directory + ":/data:ro")));
        permitted(run(with(HARDENED, "-v", "named:/data:ro")));
        permitted(run(with(HARDENED, "--mount", "type=bind,source=" + directory + ",target=/data,readonly")));
        permitted(run(with(HARDENED, "--mount", "type=volume,source=named,target=/data,readonly")));
        permitted(run(with(HARDENED, "--tmpfs", "/data")));
    }

    @Test
    void waysToTheHostAreRefused() throws IOException {
        denied(run(with(HARDENED, "--privileged")), "privileged");
        denied(run(with(HARDENED, "--pid", "host")), "host-namespaces");
        denied(run(with(HARDENED, "-v", docker.dockerSocket() + ":/docker.sock:ro")), "host-paths");
        denied(run(with(HARDENED, "-v", "/var/run/docker.sock:/docker.sock:ro")), "host-paths");
        denied(run(with(HARDENED, "-v", docker.pluginSocket() + ":/s:ro")), "host-paths");
        denied(run(with(HARDENED, "-v", "/:/host:ro")), "host-paths");
    }

    @Test
    void imageUserCountsAndNamesAreLookedUpWhenTheContainerStarts() throws IOException {
        String[] withoutUser = {"--cap-drop", "ALL", "--memory", "64m"};
        Shell.Result byImage = docker.docker("run", "--rm", "--network", "none", "--cap-drop", "ALL", "--memory", "64m",
                "bb:user", "id", "-u");
        assertEquals("1000", byImage.output().strip());
        permitted(run(with(withoutUser, "--user", "app")));
        Shell.Result toor = run(with(withoutUser, "--user", "toor"));
        assertTrue(toor.output().contains("ContainerStart denied"), toor::toString);
        denied(toor, "non-root");
        GuardedEngine.await("the removal of the denied container", () -> docker.docker("ps", "-aq").output().isBlank());
    }

    @Test
    void everyDenialHasOneAuditRecordWithItsDecisionId() throws IOException {
        Shell.Result result = run("--privileged");
        Matcher decision = DECISION.matcher(result.output());
        assertTrue(decision.find(), result::toString);
        List<String> records = docker.audit().stream().filter(line -> line.contains(decision.group(1))).toList();
        assertEquals(1, records.size());
        assertTrue(records.getFirst().contains("\"decision\":\"deny\""));
        assertTrue(records.getFirst().contains("\"rule\":\"privileged\""));
    }

    @Test
    void pluginKilledUnderLoadFailsClosedAndARestartedOneServesAgain() throws Exception {
        String create = "curl -s -o /dev/null -m 30 -w '%{http_code}' --unix-socket $SOCKET "
                + "-H 'Content-Type: application/json'"
                + " -d '{\"Image\":\"bb:1\",\"HostConfig\":{\"Privileged\":true}}' http://docker/containers/create";
        AtomicBoolean running = new AtomicBoolean(true);
        Map<String, Integer> statuses = new ConcurrentHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 0; n < 3; n++) {
                threads.submit(() -> {
                    while (running.get()) {
                        statuses.merge(docker.sh(create).output().strip(), 1, Integer::sum);
                    }
                });
            }
            try {
                for (int n = 0; n < 3; n++) {
                    int before = statuses.getOrDefault("403", 0);
                    GuardedEngine.await("a denial", () -> statuses.getOrDefault("403", 0) > before);
                    docker.killSallyport();
                    Shell.Result closed =
                            docker.sh("timeout 2 curl -s --unix-socket $SOCKET http://docker/containers/json");
                    assertFalse(closed.succeeded(), closed::toString);
                    docker.restartSallyport();
                    GuardedEngine.await("docker to work again", () -> docker.docker("ps").succeeded());
                }
            } finally {
                running.set(false);
            }
        }
        assertFalse(statuses.keySet().stream().anyMatch(status -> status.startsWith("2")), statuses::toString);
        long denials = docker.audit().stream().filter(record -> record.contains("\"rule\":\"privileged\"")).count();
        assertTrue(denials >= statuses.get("403"), () -> "records were lost: " + denials + " of " + statuses);
    }

    @Test
    void sigtermEndsItWithinFiveSeconds() throws IOException, InterruptedException {
        assertEquals(143, docker.stopSallyport(Duration.ofSeconds(5)));
        docker.restartSallyport();
        GuardedEngine.await("docker to work again", () -> docker.docker("ps").succeeded());
    }

    @Test
    void sighupOpensTheAuditLogAnew() throws IOException {
        Path log = docker.home().resolve("audit.jsonl");
        Files.move(log, docker.home().resolve("audit.jsonl.old"));
        docker.hangUpSallyport();
        GuardedEngine.await("the new log", () -> Files.exists(log));
        denied(run(), "cap-drop");
        assertFalse(docker.audit().isEmpty());
    }

    @Test
    void secondOneRefusesToStartWhereTheFirstListens() {
        Shell.Result second =
                docker.runSallyport("serve", "--config", docker.home().resolve("plugin-config.json").toString());
        assertEquals(2, second.exitCode());
        assertTrue(second.output().contains("sallyport: error: somebody already listens on " + docker.pluginSocket()),
                second::toString);
        assertTrue(docker.docker("ps").succeeded());
    }

    @Test
    void doctorSeesThatDockerdAsksAndWhatTheEngineLeavesOpen() {
        String seen = docker.runSallyport("doctor", "--config",
                docker.home().resolve("plugin-config.json").toString(),
                "--daemon-json", docker.home().resolve("daemon.json").toString()).output();
        assertTrue(seen.startsWith("ok        asked: dockerd asks " + docker.pluginName()), seen);
        // Engine 20.10.24 shows a plugin no body over 1 MiB; the newest is a beta, which is compared with nothing.
        assertEquals(engine.isOld(), seen.contains("CVE-2026-34040"), seen);
        assertEquals(!engine.isOld(), seen.contains("gRPC"), seen);
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    private static Shell.Result run(String... options) {
        return docker.docker(command(options, "true"));
    }

    private static String[] command(String[] options, String... process) {
        return with(with(with(new String[] {"run", "--rm", "--network", "none"}, options), "bb:1"), process);
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    private static void permitted(Shell.Result result) {
        assertTrue(result.succeeded(), result::toString);
    }

    /** Asserts a denial that names at least those rules. Returns all that it names. */
    private static List<String> denied(Shell.Result result, String... rules) {
        assertTrue(result.output().contains("authorization denied by plugin"), result::toString);
        List<String> named = result.output().lines()
                .filter(line -> line.matches("  [a-z-]+: .*"))
                .map(line -> line.strip().split(":")[0])
                .toList();
        assertTrue(named.containsAll(List.of(rules)), () -> List.of(rules) + " not all in " + result);
        return named;
    }

    /** What the daemon fills in by itself was asked for by nobody. */
    @Test
    void defaultsOfTheDaemonAreNoReasonToDenyAStart() throws IOException {
        try (GuardedEngine other = GuardedEngine.start(engine, List.of(
                "--log-driver=fluentd", "--log-opt=fluentd-async=true", "--default-cgroupns-mode=host"))) {
            Shell.Result started = other.docker(command(HARDENED, "true"));
            assertTrue(started.succeeded(), started::toString);
            Shell.Result asked = other.docker(command(
                    with(HARDENED, "--log-driver", "gelf", "--log-opt", "gelf-address=udp://127.0.0.1:9"), "true"));
            assertTrue(asked.output().contains("names the log driver `gelf`"), asked::toString);
        }
    }
}
