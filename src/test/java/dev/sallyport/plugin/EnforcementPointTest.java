package dev.sallyport.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.action.FakeFacts;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.decision.Decision;
import dev.sallyport.decision.DecisionPoint;
import dev.sallyport.decision.Obligation;
import dev.sallyport.decision.Violation;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EnforcementPointTest {

    private static final String LIST = "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/containers/json\"}";
    private static final String STOP = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/containers/a/stop\"}";
    private static final String START = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/containers/box/start\"}";
    private static final DecisionPoint<Action> PERMIT = (_, _) -> new Decision.Permit();
    private static final DecisionPoint<Action> DENY = (action, _) -> new Decision.Deny(
            List.of(new Violation("cap-drop", "drops nothing", "ALL dropped", "--cap-drop ALL")), action.removal());

    @TempDir
    private Path directory;

    private final FakeFacts facts = new FakeFacts();
    private final List<String> removed = new ArrayList<>();

    private PluginAnswer answer(String message, List<DecisionPoint<Action>> points) throws IOException {
        return answer(message, points, directory.resolve("audit.jsonl"), true);
    }

    private PluginAnswer answer(String message, List<DecisionPoint<Action>> points, Path file, boolean denyUnrecorded) throws IOException {
        try (AuditLog log = AuditLog.open(new AuditLog.Options(file, AuditLog.Sync.NONE, 0, 1));
                EnforcementPoint point = new EnforcementPoint(
                new Judge(new ContextHandler(facts), points),
                new AuditTrail(log, AuditTrail.Scope.CHANGES, denyUnrecorded, "test", "hash"),
                new EnforcementPoint.DockerSide(headers -> headers.containsKey("Own"), removed::add), "test", Duration.ofMillis(300))) {
            return point.answer(message.getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<String> records() throws IOException {
        return Files.readAllLines(directory.resolve("audit.jsonl"));
    }

    @Test
    void malformedMessageFailsAndIsNeverPermitted() throws IOException {
        for (String message : List.of("", "{", "[]", "{}", LIST + "x")) {
            PluginAnswer answer = answer(message, List.of(PERMIT));
            assertEquals(500, answer.status());
            assertTrue(answer.json().startsWith("{\"Allow\":false,\"Err\":\""), answer.json());
        }
    }

    @Test
    void permitIsAnswered() throws IOException {
        assertEquals("{\"Allow\":true}", answer(LIST, List.of(PERMIT)).json());
        assertEquals(0, records().size());
        answer(STOP, List.of(PERMIT));
        assertEquals(1, records().size());
    }

    @Test
    void denialTellsEveryReasonAndItsRecordHasTheSameId() throws IOException {
        PluginAnswer.Refuse refuse = assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(PERMIT, DENY)));
        assertTrue(refuse.message().matches("""
                ContainerList denied by policy test \\(decision [0-9a-f]{16}\\)
                  cap-drop: drops nothing; wanted: ALL dropped; fix: --cap-drop ALL"""), refuse.message());
        String id = refuse.message().replaceAll("(?s).*decision ([0-9a-f]+).*", "$1");
        assertTrue(records().getFirst().contains("\"id\":\"" + id + "\""));
    }

    @Test
    void anyDenialOrFailureDenies() throws IOException {
        DecisionPoint<Action> failing = (_, _) -> new Decision.Indeterminate(new Violation("remote", "connection refused", ""));
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(DENY, PERMIT)));
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(PERMIT, failing)));
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of()));
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of((_, _) -> new Decision.NotApplicable())));
    }

    @Test
    void eachDecisionPointIsToldWhatWasFoundBefore() throws IOException {
        List<Violation> told = new ArrayList<>();
        DecisionPoint<Action> last = (_, found) -> {
            told.addAll(found);
            return new Decision.Permit();
        };
        answer("{\"RequestMethod\":\"GET\",\"RequestUri\":\"/none\"}", List.of(DENY, last));
        assertEquals(List.of("request", "cap-drop"), told.stream().map(Violation::rule).toList());
    }

    @Test
    void whatIsGoneOnWithoutIsRecordedThoughItOnlyReads() throws IOException {
        Violation failure = new Violation("opa-timeout", "no answer", "");
        DecisionPoint<Action> failing = (_, _) -> new Decision.Permit(List.of(new Obligation.FailedOpen(failure)));
        assertInstanceOf(PluginAnswer.Allow.class, answer(LIST, List.of(PERMIT, failing)));
        assertTrue(records().getFirst().contains("\"failed_open\":[{\"rule\":\"opa-timeout\",\"found\":\"no answer\"}]"), records().getFirst());
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(DENY, failing)));
    }

    @Test
    void nameOfTheDecisionElsewhereIsRecorded() throws IOException {
        List<Obligation> reference = List.of(new Obligation.Reference("opa", "a80d"));
        answer(STOP, List.of((_, _) -> new Decision.Permit(reference)));
        answer(STOP, List.of(DENY, (_, _) -> new Decision.Indeterminate(new Violation("opa-null", "null", ""), reference)));
        assertEquals(2, records().stream().filter(record -> record.contains("\"opa_decision_id\":\"a80d\"")).count());
    }

    @Test
    void exceptionDenies() throws IOException {
        DecisionPoint<Action> broken = (_, _) -> {
            throw new IllegalStateException("broken");
        };
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(broken)));
        assertEquals(1, records().size());
    }

    @Test
    void hangingDecisionDeniesInTime() throws IOException {
        DecisionPoint<Action> hanging = (_, _) -> {
            try {
                Thread.sleep(30_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Decision.Permit();
        };
        PluginAnswer.Refuse refuse = assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(hanging)));
        assertTrue(refuse.message().contains("no decision within 300 ms"));
    }

    @Test
    void unwritableRecordDeniesUnlessConfiguredOtherwise() throws IOException {
        Path full = Path.of("/dev/full");
        PluginAnswer.Refuse refuse = assertInstanceOf(PluginAnswer.Refuse.class, answer(STOP, List.of(PERMIT), full, true));
        assertTrue(refuse.message().contains("audit: the decision could not be written"));
        assertInstanceOf(PluginAnswer.Allow.class, answer(STOP, List.of(PERMIT), full, false));
        assertInstanceOf(PluginAnswer.Allow.class, answer(LIST, List.of(PERMIT), full, true));
    }

    @Test
    void ownQuestionsAreAnsweredWithoutARecord() throws IOException {
        String own = "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/containers/a/json\",\"RequestHeaders\":{\"Own\":\"1\"}}";
        assertInstanceOf(PluginAnswer.Allow.class, answer(own, List.of(DENY)));
        assertEquals(0, records().size());
    }

    @Test
    void deniedStartRemovesAContainerThatSomebodyWaitsToSeeRemoved() throws IOException, UnreadableException {
        facts.containers.put("box", container("{\"Id\":\"box-id\",\"HostConfig\":{\"AutoRemove\":true},\"State\":{\"Running\":false}}"));
        answer(START, List.of((_, _) -> new Decision.Indeterminate(new Violation("remote", "connection refused", ""))));
        answer(START, List.of((_, _) -> new Decision.Deny(List.of(new Violation("who", "not you", "")))));
        assertEquals(List.of(), removed, "a failure, or who asks, is no reason to remove a container");
        answer(START, List.of(DENY));
        assertEquals(List.of("box-id"), removed);
        facts.containers.put("box", container("{\"Id\":\"box-id\",\"HostConfig\":{\"AutoRemove\":false}}"));
        answer(START, List.of(DENY));
        facts.containers.put("box", container("{\"Id\":\"box-id\",\"HostConfig\":{\"AutoRemove\":true},\"State\":{\"Running\":true}}"));
        answer(START, List.of(DENY));
        assertEquals(1, removed.size());
    }

    /** dockerd looks a name up again after the answer: until then nobody else may get it, however long the decision takes. */
    @Test
    void nameIsHeldUntilTheDecisionIsAnswered() throws Exception {
        facts.containers.put("box", container("{\"Id\":\"box-id\"}"));
        String create = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/containers/b/rename?name=/box\"}";
        CountDownLatch judging = new CountDownLatch(1);
        AtomicLong started = new AtomicLong();
        AtomicLong renamed = new AtomicLong();
        DecisionPoint<Action> slow = (action, _) -> {
            if (action.request().target().endsWith("start")) {
                judging.countDown();
                pause(400);
                started.set(System.nanoTime());
            } else {
                renamed.set(System.nanoTime());
            }
            return new Decision.Permit();
        };
        AuditLog log = AuditLog.open(new AuditLog.Options(directory.resolve("audit.jsonl"), AuditLog.Sync.NONE, 0, 1));
        AuditTrail trail = new AuditTrail(log, AuditTrail.Scope.CHANGES, true, "test", "hash");
        try (EnforcementPoint point = new EnforcementPoint(new Judge(new ContextHandler(facts), List.of(slow)), trail,
                        new EnforcementPoint.DockerSide(_ -> false, removed::add), "test", Duration.ofSeconds(10));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<PluginAnswer> start = threads.submit(() -> point.answer(START.getBytes(StandardCharsets.UTF_8)));
            judging.await();
            assertInstanceOf(PluginAnswer.Allow.class, point.answer(create.getBytes(StandardCharsets.UTF_8)));
            assertInstanceOf(PluginAnswer.Allow.class, start.get());
        }
        assertTrue(renamed.get() > started.get(), "the name was given away while the start was judged");
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Inspected.Container container(String json) throws UnreadableException {
        return GoJson.decode(json.getBytes(StandardCharsets.UTF_8), Inspected.Container.class).view();
    }
}
