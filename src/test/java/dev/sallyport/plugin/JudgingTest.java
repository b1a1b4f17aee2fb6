package dev.sallyport.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.Facts;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.DecisionIds;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.Operation;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.Judge;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class JudgingTest {

    private static final String LIST = "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/containers/json\"}";
    private static final String STOP = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/containers/a/stop\"}";
    private static final String HANG = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/containers/hang/stop\"}";
    private static final int THREADS = 3;

    @TempDir
    private Path directory;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger hanging = new AtomicInteger();
    private Judging judging;

    @BeforeEach
    void start() throws IOException {
        AuditLog log = AuditLog.open(new AuditLog.Options(directory.resolve("audit"), AuditLog.Sync.NONE, 0, 1));
        EnforcementPoint point = new EnforcementPoint(
                new Judge(new ContextHandler(new FakeFacts()), List.of(this::permitted), InstantSource.system()),
                new AuditTrail(log, AuditTrail.Scope.CHANGES, true),
                new EnforcementPoint.DockerSide(headers -> headers.containsKey("Own"), _ -> { }),
                new EnforcementPoint.Origin(InstantSource.system(), new DecisionIds()),
                (_, _) -> { });
        judging = new Judging(point, false, new Judging.Bounds(THREADS, 100_000, 1 << 20, 1, Duration.ofMillis(600)));
    }

    @AfterEach
    void stop() {
        release.countDown();
        judging.close();
    }

    /** As a system call on a file server that is gone: nothing brings it back. */
    private Decision permitted(Action action, List<Finding> found) {
        if (action.request().target().contains("hang")) {
            hanging.incrementAndGet();
            boolean released = false;
            while (!released) {
                try {
                    release.await();
                    released = true;
                } catch (InterruptedException e) {
                    // Not even that.
                }
            }
        }
        return Decision.of(Authority.NOBODY, List.of());
    }

    private CompletableFuture<PluginAnswer> ask(String message) {
        CompletableFuture<PluginAnswer> answer = new CompletableFuture<>();
        judging.answer(message.getBytes(StandardCharsets.UTF_8), 0, answer::complete);
        return answer;
    }

    private List<String> records() throws IOException {
        return Files.readAllLines(directory.resolve("audit"));
    }

    @Test
    void whatOnlyTellsSomethingIsAnsweredByTheThreadThatRead() {
        List<Thread> by = new ArrayList<>();
        judging.answer(LIST.getBytes(StandardCharsets.UTF_8), 0, _ -> by.add(Thread.currentThread()));
        assertSame(Thread.currentThread(), by.getFirst());
    }

    @Test
    void hungQuestionsAreAnsweredByTheWatchAndOthersTakeTheirPlaces() throws IOException {
        List<CompletableFuture<PluginAnswer>> hung = new ArrayList<>();
        for (int n = 0; n < THREADS; n++) {
            hung.add(ask(HANG));
        }
        assertTrue(ask(LIST).isDone(), "nobody has to be asked");
        for (CompletableFuture<PluginAnswer> each : hung) {
            assertTrue(assertInstanceOf(PluginAnswer.Refuse.class, each.join()).message()
                    .contains("no decision within 600 ms"));
        }
        assertInstanceOf(PluginAnswer.Allow.class, ask(STOP).join());
        assertEquals(THREADS + 1, records().size());
        release.countDown();
        assertInstanceOf(PluginAnswer.Allow.class, ask(STOP).join());
        assertEquals(THREADS + 2, records().size(), "who comes late neither answers nor records");
    }

    @Test
    void whenAllThreadsAreLostItIsRefusedAtOnceAndRecorded() throws IOException {
        for (int round = 0; round < 2; round++) {
            List<CompletableFuture<PluginAnswer>> hung = new ArrayList<>();
            for (int n = 0; n < THREADS; n++) {
                hung.add(ask(HANG));
            }
            hung.forEach(CompletableFuture::join);
        }
        long start = System.nanoTime();
        assertTrue(assertInstanceOf(PluginAnswer.Refuse.class, ask(STOP).join()).message()
                .contains("too much is being judged"));
        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofMillis(300)) < 0);
        assertTrue(records().getLast().contains("too much is being judged"));
        assertInstanceOf(PluginAnswer.Allow.class, ask(LIST).join());
        assertInstanceOf(PluginAnswer.Allow.class,
                ask(LIST.replace("}", ",\"RequestHeaders\":{\"Own\":\"1\"}}")).join());
    }

    @Test
    void largeMessagesThatHangKeepNoSmallOneWaiting() {
        for (int n = 0; n < 2; n++) {
            String large = HANG.replace("}", ",\"User\":\"" + "x".repeat(40_000) + "\"}");
            assertTrue(judging.take(large.length()));
            judging.answer(large.getBytes(StandardCharsets.UTF_8), large.length(), _ -> { });
        }
        await(() -> hanging.get() == 1);
        CompletableFuture<PluginAnswer> small = ask(STOP);
        await(small::isDone);
        assertInstanceOf(PluginAnswer.Allow.class, small.join());
        assertEquals(1, hanging.get(), "there is no room for the second large one");
    }

    @Test
    void roomForMessagesIsGivenBack() {
        String large = STOP.replace("}", ",\"User\":\"" + "x".repeat(50_000) + "\"}");
        for (int n = 0; n < 10; n++) {
            assertTrue(judging.take(large.length()));
            CompletableFuture<PluginAnswer> answer = new CompletableFuture<>();
            judging.answer(large.getBytes(StandardCharsets.UTF_8), large.length(), answer::complete);
            assertInstanceOf(PluginAnswer.Allow.class, answer.join());
            await(() -> judging.take(100_000));
            judging.give(100_000);
        }
        assertTrue(judging.take(60_000));
        assertFalse(judging.take(60_000));
    }

    private static void await(BooleanSupplier condition) {
        for (int n = 0; n < 1000; n++) {
            if (condition.getAsBoolean()) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError("waited in vain");
    }

    /**
     * An I/O thread must not wait: whoever lets a read ask something has to take it out of
     * {@link Operation#isPlainRead}.
     */
    @Test
    void plainReadsAskNobody() {
        Facts none = (Facts) Proxy.newProxyInstance(
                Facts.class.getClassLoader(), new Class<?>[] {Facts.class}, (_, method, _) -> {
                    throw new AssertionError("asked for " + method.getName());
                });
        ContextHandler contextHandler = new ContextHandler(none);
        int plain = 0;
        for (String path : List.of("/containers/json", "/containers/a/json", "/containers/a/logs", "/containers/a/top",
                "/containers/a/stats",
                "/containers/a/changes", "/containers/a/export", "/exec/a/json", "/images/json", "/images/a/json",
                "/images/a/get", "/_ping",
                "/events", "/info", "/version", "/system/df", "/volumes", "/volumes/a", "/networks", "/networks/a",
                "/services", "/nodes",
                "/tasks", "/secrets", "/configs", "/plugins", "/plugins/a/json", "/distribution/a/json",
                "/containers/a/archive")) {
            AccessRequest request =
                    new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "GET", path, Map.of(), Optional.empty());
            if (ContextHandler.isPlainRead(request)) {
                plain++;
                contextHandler.understand(new DecisionIds().get(), request);
            }
        }
        assertEquals(26, plain);
    }
}
