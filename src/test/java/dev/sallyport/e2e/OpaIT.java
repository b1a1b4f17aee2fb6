package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.e2e.GuardedEngine.Guard;
import dev.sallyport.e2e.RealOpa.BundleServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** The built-in rules and a real OPA, which gets its policy as a bundle, behind a real dockerd. */
@OnEachEngine
@ExtendWith(RealOpas.Extension.class)
final class OpaIT {

    private static final Path AUTHZ = Path.of("policies/rego/authz.rego");
    private static final Path RESERVED = Path.of("src/test/resources/opa/reserved/reserved.rego");
    private static final String HARDENED = "--network none --cap-drop ALL --user 1000:1000 --memory 64m";

    private static BundleServer bundles;
    private static RealOpa opa;
    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, RealOpas opas, GuardedEngines engines) throws Exception {
        bundles = opas.serve(AUTHZ, RESERVED);
        opa = opas.start(bundles.arguments());
        docker = engines.start(engine, """
                {"judges": ["rules", "opa"],
                 "opa": {"url": "unix://%s", "path": "docker/authz/decision"},
                 "socket": {"path": "SOCKET"},
                 "docker": {"socket": "HOME/docker.sock"},
                 "audit": {"file": "HOME/audit.jsonl"},
                 "metrics": {"socket": "HOME/metrics.sock"}}
                """.formatted(opa.socket()));
    }

    @Test
    void bothTellTheirReasons() {
        Shell.Result result = docker.sh("docker run --rm --network none bb:1 true");
        for (String line : List.of("cap-drop: drops no capability", "memory-limit: has no memory limit",
                "opa: capabilities: drop them all", "opa: memory: set a limit",
                "opa: user: the container runs as root")) {
            assertTrue(result.output().contains("\n  " + line), () -> line + " is not in " + result);
        }
    }

    @Test
    void whatBothPermitRunsAndItsRecordNamesOpasDecision() throws IOException {
        assertEquals("1000", docker.sh("docker run --rm " + HARDENED + " bb:1 id -u").output().strip());
        String created = docker.audit().stream()
                .filter(line -> line.contains("ContainerCreate") && line.contains("permit")).findFirst().orElseThrow();
        assertTrue(created.matches(".*\"opa_decision_id\":\"[0-9a-f-]{36}\".*"), created);
    }

    @Test
    void opaDeniesWhatTheRulesPermit() throws IOException {
        Shell.Result result = docker.sh("docker create --name reserved " + HARDENED + " bb:1");
        assertTrue(result.output().contains("\n  opa: names: `reserved` is taken"), result::toString);
        String denied = docker.audit().getLast();
        assertTrue(denied.contains("\"decision\":\"deny\"") && denied.contains("\"rule\":\"opa\"")
                && denied.contains("\"opa_decision_id\""), denied);
    }

    @Test
    void opaJudgesAgainAtTheStart() throws IOException {
        docker.guardedBy(Guard.NOBODY);
        docker.sh("docker create --name before --network none --cap-drop ALL --user 1000 -v /data bb:user");
        docker.guardedBy(Guard.SALLYPORT);
        Shell.Result result = docker.sh("docker start before");
        assertTrue(result.output().contains("\n  opa: memory: set a limit"), result::toString);
        assertTrue(result.output().contains("\n  opa: mount: /data is writable"), result::toString);
    }

    @Test
    void notOneWrongPermitWhileOpaIsKilledAndRestarted() throws Exception {
        try (Load load = new Load()) {
            load.await("denied by the policy", "names: `reserved` is taken");
            load.await("permitted", "200");
            for (int n = 0; n < 3; n++) {
                opa.kill();
                load.await("denied while OPA is away", "opa-unreachable", "opa-down");
                opa.restart();
                load.await("denied by the policy again", "names: `reserved` is taken");
                load.await("permitted again", "200");
            }
            Map<String, Integer> answers = load.stop();
            assertFalse(answers.containsKey("reserved 201"), answers::toString);
            assertTrue(answers.keySet().stream().noneMatch(answer -> answer.startsWith("reserved 2")),
                    answers::toString);
        }
    }

    @Test
    void newBundleCountsWithoutARestartAndNothingSlipsThrough() throws Exception {
        try (Load load = new Load()) {
            load.await("denied by the policy", "names: `reserved` is taken");
            bundles.serve(AUTHZ, RESERVED, Path.of("src/test/resources/opa/reserved/closed.rego"));
            load.await("denied by the new policy", "closed: nobody lists containers");
            bundles.serve(AUTHZ, RESERVED);
            load.await("permitted by the old one again", "200");
            Map<String, Integer> answers = load.stop();
            assertTrue(answers.keySet().stream().noneMatch(answer -> answer.startsWith("reserved 2")),
                    answers::toString);
        } finally {
            bundles.serve(AUTHZ, RESERVED);
        }
    }

    /** Several clients that ask for what is permitted and for what only OPA denies, and count what they are told. */
    private static final class Load implements AutoCloseable {
        private static final String CREATE = "{\\\"Image\\\":\\\"bb:1\\\",\\\"User\\\":\\\"1000\\\","
                + "\\\"HostConfig\\\":{\\\"CapDrop\\\":[\\\"ALL\\\"],"
                + "\\\"Memory\\\":67108864,\\\"NetworkMode\\\":\\\"none\\\"}}";

        private final Map<String, Integer> answers = new TreeMap<>();
        private final List<String> recent = new ArrayList<>();
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final List<Future<?>> clients = new ArrayList<>();

        Load() {
            for (int n = 0; n < 3; n++) {
                clients.add(threads.submit(() -> ask("list",
                        "curl -s -m 20 -w '\\n%{http_code}' --unix-socket $SOCKET http://docker/containers/json")));
                clients.add(threads.submit(() -> ask("reserved",
                        "curl -s -m 20 -w '\\n%{http_code}' --unix-socket $SOCKET "
                                + "-H 'Content-Type: application/json' -d \"" + CREATE
                                + "\" 'http://docker/containers/create?name=reserved'")));
            }
        }

        private void ask(String what, String command) {
            while (running.get()) {
                String output = docker.sh(command).output().strip();
                String status = output.substring(output.lastIndexOf('\n') + 1);
                synchronized (this) {
                    answers.merge(what + " " + status, 1, Integer::sum);
                    recent.add(output);
                }
            }
        }

        /** Waits for an answer from now on that holds one of those texts. */
        void await(String what, String... texts) {
            synchronized (this) {
                recent.clear();
            }
            GuardedEngine.await(what, () -> {
                synchronized (this) {
                    return recent.stream().anyMatch(answer -> List.of(texts).stream().anyMatch(answer::contains));
                }
            });
        }

        Map<String, Integer> stop() throws Exception {
            running.set(false);
            for (Future<?> client : clients) {
                client.get();
            }
            return answers;
        }

        @Override
        public void close() {
            running.set(false);
            threads.close();
        }
    }
}
