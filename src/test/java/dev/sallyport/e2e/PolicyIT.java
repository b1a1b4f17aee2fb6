package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.Engines.Engine;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** A policy that changes while the plugin runs: its modes, its exemptions, and who is judged by it. */
@OnEachEngine
@Timeout(300)
final class PolicyIT {

    private static final String HARDENED = "name: house\nextends: hardened\n";
    private static final String NOTHING = "exemptions: []\n";

    /** Prints the status. */
    private static final String PRIVILEGED = create("{\"Image\":\"bb:1\",\"HostConfig\":{\"Privileged\":true}}");
    private static final String HARMLESS = create("""
            {"Image":"bb:1","User":"1000","HostConfig":{"CapDrop":["ALL"],"Memory":67108864,"NetworkMode":"none"}}""");

    @TempDir
    private static Path files;

    private static GuardedEngine docker;
    private static int port;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        port = freePort();
        certificates();
        Files.writeString(files.resolve("policy.yaml"), HARDENED);
        Files.writeString(files.resolve("exemptions.yaml"), NOTHING);
        Files.writeString(files.resolve("trusted.yaml"), """
                name: trusted
                extends: hardened
                rules: {privileged: {mode: off}, cap-drop: {mode: off}, memory-limit: {mode: off},
                        non-root: {mode: off}, host-namespaces: {mode: off}}
                """);
        Files.writeString(files.resolve("bindings.yaml"), """
                bindings:
                - {policy: trusted.yaml, users: [an*]}
                - {policy: trusted.yaml, certificates: ['%s']}
                """.formatted(fingerprint("ben")));
        String more = ", \"policy\": \"F/policy.yaml\", \"bindings\": \"F/bindings.yaml\","
                + " \"exemptions\": [\"F/exemptions.yaml\"]}";
        String configuration = GuardedEngine.CONFIGURATION.strip();
        docker = engines.start(engine,
                configuration.substring(0, configuration.length() - 1) + more.replace("F/", files + "/"),
                List.of("-H", "tcp://127.0.0.1:" + port, "--tlsverify", "--tlscacert=" + files.resolve("tls/ca.pem"),
                        "--tlscert=" + files.resolve("tls/server.pem"), "--tlskey=" + files.resolve("tls/server.key")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** As docs/tls.md makes them, and one more. */
    private static void certificates() throws IOException {
        Matcher commands = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/tls.md")));
        assertTrue(commands.find());
        String script = "rm -rf " + files + "/tls\n"
                + commands.group(1).replace("dir=/etc/docker/tls", "dir=" + files + "/tls")
                + "certificate carl carl clientAuth\n";
        Shell.Result made = Shell.run(Map.of(), files, "sh", "-eu", "-c", script);
        assertTrue(made.succeeded(), made::toString);
    }

    private static String fingerprint(String name) {
        Shell.Result printed = Shell.run(Map.of(), files, "openssl", "x509", "-noout", "-fingerprint", "-sha256",
                "-in", "tls/" + name + ".pem");
        return printed.output().strip().replaceFirst(".*=", "");
    }

    private static String create(String body) {
        return "curl -s -o /dev/null -m 20 -w '%{http_code}' --unix-socket $SOCKET "
                + "-H 'Content-Type: application/json' -d '" + body + "' http://docker/containers/create";
    }

    @BeforeEach
    void houseRules() throws IOException {
        inForce("policy.yaml", HARDENED);
        inForce("exemptions.yaml", NOTHING);
    }

    /** Writes a file as an editor does, and has it read at once. */
    private static void inForce(String file, String text) throws IOException {
        write(file, text);
        long before = reloads();
        docker.hangUpSallyport();
        GuardedEngine.await("a reload", () -> reloads() > before);
    }

    private static void write(String file, String text) throws IOException {
        Path next = files.resolve("." + file + ".swp");
        Files.writeString(next, text);
        Files.move(next, files.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private static long reloads() {
        return events().stream().filter(event -> event.contains("\"outcome\":\"loaded\"")).count();
    }

    private static List<String> events() {
        try {
            return docker.audit().stream().filter(line -> line.contains("\"event\":\"policy_load\"")).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What each call of two loops was answered, in its order: one that the policy is about, and a harmless one. */
    private static final class Loops implements AutoCloseable {
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final Map<Instant, String> judged = new ConcurrentSkipListMap<>();
        private final Map<Instant, String> harmless = new ConcurrentSkipListMap<>();

        Loops() {
            loop(PRIVILEGED, judged);
            loop(HARMLESS, harmless);
        }

        private void loop(String script, Map<Instant, String> answers) {
            threads.submit(() -> {
                while (running.get()) {
                    Instant asked = Instant.now();
                    answers.put(asked, docker.sh(script).output().strip());
                }
            });
        }

        boolean isAnswered(String status) {
            return List.copyOf(judged.values()).contains(status);
        }

        @Override
        public void close() {
            running.set(false);
            threads.close();
        }

        /** The judged ones, each run of the same once: and nothing else was answered at any time. */
        List<String> changes() {
            assertEquals(List.of("201"), harmless.values().stream().distinct().toList());
            List<String> changes = new ArrayList<>();
            for (String status : judged.values()) {
                if (changes.isEmpty() || !changes.getLast().equals(status)) {
                    changes.add(status);
                }
            }
            return changes;
        }
    }

    @Test
    void ruleIsObservedAndThenEnforcedWhileClientsGoOn() throws IOException {
        inForce("policy.yaml", HARDENED + "mode: observe\n");
        Loops loops = new Loops();
        try (loops) {
            GuardedEngine.await("a permit", () -> loops.isAnswered("201"));
            int before = events().size();
            write("policy.yaml", HARDENED + "mode: observe\nrules: {privileged: {mode: enforce}}\n");
            GuardedEngine.await("a denial", () -> loops.isAnswered("403"));
            assertEquals(before + 1, events().size(), "the change of one file is one event");
        }
        assertEquals(List.of("201", "403"), loops.changes());
        String event = events().getLast();
        assertTrue(event.contains("\"trigger\":\"file\"") && event.contains("\"before\":{"), event);
        List<String> records = docker.audit();
        assertTrue(records.stream().anyMatch(record -> record.contains("\"decision\":\"permit\"")
                && record.contains("\"noted\":[{\"rule\":\"privileged\"")));
        Shell.Result denied = docker.sh("curl -s --unix-socket $SOCKET -H 'Content-Type: application/json' -d "
                + "'{\"Image\":\"bb:1\",\"HostConfig\":{\"Privileged\":true}}' http://docker/containers/create");
        assertTrue(denied.output().contains("privileged"), denied::toString);
        assertFalse(denied.output().contains("cap-drop"), "what is only observed is in no denial");
    }

    @Test
    void mistakeLeavesInForceWhatWas() throws IOException {
        write("policy.yaml", HARDENED + "rules: {privilegd: {mode: off}}\n");
        GuardedEngine.await("the mistake to be found", () -> events().getLast().contains("\"outcome\":\"kept\""));
        assertTrue(events().getLast().contains("policy.yaml:3:9: unknown rule `privilegd`"), events()::toString);
        assertEquals("403", docker.sh(PRIVILEGED).output().strip());
        assertTrue(docker.sallyportLog().contains("still judged by policy house"));
    }

    @Test
    void exemptionEndsWhileThePluginRuns() throws IOException {
        String image = docker.docker("image", "inspect", "-f", "{{.Id}}", "bb:1").output().strip();
        docker.docker("tag", "bb:1", "reg.corp/another:1");
        String lifted = "[privileged, cap-drop, non-root, memory-limit]";
        Instant end = Instant.now().plusSeconds(6);
        inForce("exemptions.yaml", """
                exemptions:
                - {id: for-now, reason: a test, owner: tests, expires: '%s', match: {digests: ['%s']}, rules: %s}
                """.formatted(end, image, lifted));
        Shell.Result made = docker.docker("create", "--name", "exempt", "--network", "none",
                "reg.corp/another:1", "sleep", "60");
        assertTrue(made.succeeded(), made::toString);
        assertTrue(docker.docker("start", "exempt").succeeded());
        assertTrue(docker.docker("exec", "exempt", "true").succeeded());
        Loops loops = new Loops();
        try (loops) {
            GuardedEngine.await("the end", () -> Instant.now().isAfter(end) && loops.isAnswered("403"));
        }
        assertEquals(List.of("201", "403"), loops.changes());
        Instant first = loops.judged.entrySet().stream().filter(answer -> answer.getValue().equals("403"))
                .map(Map.Entry::getKey).findFirst().orElseThrow();
        assertFalse(first.isBefore(end.minusSeconds(1)), () -> "denied at " + first + ", before " + end);
        assertTrue(docker.docker("exec", "exempt", "true").output().contains("ContainerExec denied"));
        docker.docker("kill", "exempt");
        assertTrue(docker.docker("start", "exempt").output().contains("ContainerStart denied"));
        assertTrue(docker.audit().stream().anyMatch(record -> record.contains("\"decision\":\"permit\"")
                && record.contains("\"exempt\":[{\"rule\":\"privileged\"")
                && record.contains("\"exemption\":\"for-now\"")));
        GuardedEngine.await("the warning", () -> log().contains("warning: exemption `for-now` has expired"));
        docker.docker("rm", "-f", "exempt");
    }

    /** Another image of the exempt one's name is not exempt. */
    @Test
    void nameOfAnExemptImageExemptsNoOther() throws IOException {
        String image = docker.docker("image", "inspect", "-f", "{{.Id}}", "bb:user").output().strip();
        inForce("exemptions.yaml", """
                exemptions:
                - {id: user, reason: a test, owner: tests, expires: '%s', match: {digests: ['%s']},
                   rules: [privileged, cap-drop, memory-limit]}
                """.formatted(Instant.now().plusSeconds(600), image));
        String[] run = {"run", "--rm", "--privileged", "--network", "none", "--user", "1000", "", "true"};
        run[7] = "bb:user";
        Shell.Result exempt = docker.docker(run);
        assertTrue(exempt.succeeded(), exempt::toString);
        docker.docker("tag", "bb:1", "bb:stolen");
        docker.docker("tag", "bb:user", "bb:kept");
        docker.docker("tag", "bb:1", "bb:user");
        Shell.Result stolen = docker.docker(run);
        docker.docker("tag", "bb:kept", "bb:user");
        assertTrue(stolen.output().contains("ContainerCreate denied"), stolen::toString);
    }

    @Test
    void usersAreJudgedEachByTheirOwnPolicy() throws IOException {
        String[] shell = {"run", "-d", "--name", "annas", "--network", "none", "bb:1", "sleep", "60"};
        Shell.Result carl = as("carl", shell);
        assertTrue(carl.output().contains("ContainerCreate denied by policy house"), carl::toString);
        Shell.Result nobody = docker.docker(shell);
        assertTrue(nobody.output().contains("ContainerCreate denied by policy house"), nobody::toString);
        Shell.Result anna = as("anna", shell);
        assertTrue(anna.succeeded(), anna::toString);
        assertTrue(as("ben", "exec", "annas", "true").succeeded(), "by his certificate's fingerprint");
        Shell.Result entered = as("carl", "exec", "annas", "true");
        assertTrue(entered.output().contains("ContainerExec denied by policy house"), entered::toString);
        docker.docker("kill", "annas");
        Shell.Result started = as("carl", "start", "annas");
        assertTrue(started.output().contains("ContainerStart denied by policy house"), started::toString);
        assertTrue(as("anna", "start", "annas").succeeded());
        as("anna", "rm", "-f", "annas");
        assertTrue(as("anna", "create", "--rm", "--name", "hers", "--network", "none", "bb:1", "true")
                .succeeded());
        assertTrue(as("carl", "start", "hers").output().contains("ContainerStart denied"));
        assertTrue(docker.docker("ps", "-a", "--format", "{{.Names}}").output().contains("hers"),
                "it is not removed for what somebody else may not do");
        as("anna", "rm", "-f", "hers");
        Shell.Result swarm = as("anna", "swarm", "leave");
        assertTrue(swarm.output().contains("SwarmLeave denied by policy trusted"), swarm::toString);
        assertTrue(docker.audit().stream().anyMatch(record -> record.contains("\"decision\":\"permit\"")
                && record.contains("\"user\":\"anna\"") && record.contains("{\"policy\":\"trusted\"")));
    }

    private static Shell.Result as(String user, String... arguments) {
        Path tls = files.resolve("tls");
        List<String> command = new ArrayList<>(List.of("-H", "tcp://127.0.0.1:" + port, "--tlsverify",
                "--tlscacert", tls + "/ca.pem", "--tlscert", tls + "/" + user + ".pem",
                "--tlskey", tls + "/" + user + ".key"));
        command.addAll(List.of(arguments));
        return docker.docker(command.toArray(String[]::new));
    }

    private static String log() {
        try {
            return docker.sallyportLog();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
