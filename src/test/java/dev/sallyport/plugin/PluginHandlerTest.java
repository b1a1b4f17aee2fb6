package dev.sallyport.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.DecisionIds;
import dev.sallyport.decision.Finding;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.Judge;
import dev.sallyport.plugin.transport.BoundSocket;
import dev.sallyport.plugin.transport.RawClient;
import dev.sallyport.plugin.transport.ServerLimits;
import dev.sallyport.plugin.transport.UnixSocketServer;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Docker's plugin protocol, as dockerd speaks it, over the real transport. */
@Timeout(60)
final class PluginHandlerTest {

    private static final int LIMIT = 100_000;
    private static final int STALL_MILLIS = 500;
    private static final String SLOW = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/containers/slow/stop\"";

    @TempDir
    private Path directory;

    private final AtomicInteger judging = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private Judging judges;
    private UnixSocketServer server;
    private Path socket;

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("s.sock");
        AuditLog log = AuditLog.open(new AuditLog.Options(directory.resolve("audit"), AuditLog.Sync.NONE, 0, 1));
        EnforcementPoint point = new EnforcementPoint(
                new Judge(new ContextHandler(new FakeFacts()), List.of(this::permitted), InstantSource.system()),
                new AuditTrail(log, AuditTrail.Scope.ALL, true),
                new EnforcementPoint.DockerSide(_ -> false, _ -> { }),
                new EnforcementPoint.Origin(InstantSource.system(), new DecisionIds()),
                (_, _) -> { });
        // Judging a message of 70 kB takes more than half of it.
        judges = new Judging(point, false, new Judging.Bounds(8, 10 * LIMIT, 1 << 20, 1, Duration.ofSeconds(10)));
        server = UnixSocketServer.start(
                BoundSocket.bind(socket, PosixFilePermissions.fromString("rw-------")),
                new PluginHandler(judges, LIMIT, STALL_MILLIS), new ServerLimits(LIMIT, 100, STALL_MILLIS),
                Assertions::fail);
    }

    /** Large requests take a while, and it is counted how many are judged at once. */
    private Decision permitted(Action action, List<Finding> found) {
        if (action.request().target().contains("slow")) {
            most.accumulateAndGet(judging.incrementAndGet(), Math::max);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            judging.decrementAndGet();
        }
        return Decision.of(Authority.NOBODY, List.of());
    }

    @Test
    void largeMessagesShareABudgetAndSmallOnesDoNotWait() throws Exception {
        String large = SLOW + ",\"User\":\"" + "x".repeat(70_000) + "\"}";
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int n = 0; n < 5; n++) {
                answers.add(threads.submit(() -> answer("POST", "/AuthZPlugin.AuthZReq", large)));
            }
            for (Future<String> answer : answers) {
                assertTrue(answer.get().endsWith("{\"Allow\":true}"), answer.get());
            }
            assertEquals(1, most.getAndSet(0));
            List<Future<String>> small = new ArrayList<>();
            for (int n = 0; n < 5; n++) {
                small.add(threads.submit(() -> answer("POST", "/AuthZPlugin.AuthZReq", SLOW + "}")));
            }
            for (Future<String> answer : small) {
                answer.get();
            }
            assertTrue(most.get() > 1);
        }
    }

    @AfterEach
    void stop() {
        server.close();
        judges.close();
    }

    private String answer(String method, String path, String body) throws IOException {
        try (RawClient client = new RawClient(socket)) {
            return client.send(
                    method + " " + path + " HTTP/1.1\r\nHost: \r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .answer();
        }
    }

    @Test
    void activationNamesWhatItImplements() throws IOException {
        String answer = answer("POST", "/Plugin.Activate", "");
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertTrue(answer.contains("application/vnd.docker.plugins.v1.1+json"), answer);
        assertTrue(answer.endsWith("{\"Implements\":[\"authz\"]}"), answer);
    }

    @Test
    void requestsAreJudgedAndResponsesAreLetPassUnread() throws IOException {
        String message = "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/_ping\"}";
        assertTrue(answer("POST", "/AuthZPlugin.AuthZReq", message).endsWith("{\"Allow\":true}"));
        assertTrue(answer("POST", "/AuthZPlugin.AuthZRes", "not even JSON").endsWith("{\"Allow\":true}"));
    }

    @Test
    void brokenAndOversizedMessagesAreErrorsAndTheServerGoesOn() throws IOException {
        for (String body : List.of("", "{", "x".repeat(LIMIT + 1))) {
            String answer = answer("POST", "/AuthZPlugin.AuthZReq", body);
            assertTrue(answer.startsWith("HTTP/1.1 500")
                    && answer.contains("{\"Allow\":false,\"Err\":\"the plugin message "), answer);
        }
        assertTrue(answer("POST", "/Plugin.Activate", "").startsWith("HTTP/1.1 200"));
    }

    @Test
    void othersAreToldSo() throws IOException {
        assertTrue(answer("GET", "/Plugin.Activate", "").startsWith("HTTP/1.1 405"));
        assertTrue(answer("POST", "/VolumeDriver.Mount", "{}").startsWith("HTTP/1.1 404"));
    }
}
