package dev.sallyport.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.DecisionIds;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Finding.About;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Mend;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.DecisionPoint;
import dev.sallyport.judge.Judge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EnforcementPointTest {

    private static final String LIST = "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/containers/json\"}";
    private static final String STOP = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/containers/a/stop\"}";
    private static final String START = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/containers/box/start\"}";
    private static final Authority TEST = new Authority("test", "hash");
    private static final DecisionPoint PERMIT = (_, _) -> Decision.of(TEST, List.of());
    private static final DecisionPoint DENY = finding(new Finding(
            "cap-drop", "drops nothing", "ALL dropped", new Mend.Flags("--cap-drop ALL"), About.CONTAINER,
            Force.DENIES));

    @TempDir
    private Path directory;

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678Z"));

    private final FakeFacts facts = new FakeFacts();
    private final List<String> removed = new ArrayList<>();

    private static DecisionPoint finding(Finding... findings) {
        return (_, _) -> Decision.of(TEST, List.of(findings));
    }

    private PluginAnswer answer(String message, List<DecisionPoint> points) throws IOException {
        return answer(message, points, directory.resolve("audit.jsonl"), true);
    }

    private PluginAnswer answer(String message, List<DecisionPoint> points, Path file, boolean denyUnrecorded)
            throws IOException {
        try (AuditLog log = AuditLog.open(new AuditLog.Options(file, AuditLog.Sync.NONE, 0, 1));
                Judging judging = new Judging(
                        new EnforcementPoint(
                                new Judge(new ContextHandler(facts), points, CLOCK),
                                new AuditTrail(log, AuditTrail.Scope.CHANGES, denyUnrecorded),
                                new EnforcementPoint.DockerSide(headers -> headers.containsKey("Own"), removed::add),
                                new EnforcementPoint.Origin(CLOCK, () -> new DecisionId("00ff")),
                (_, _) -> { }),
                        true, Judging.Bounds.within(Duration.ofMillis(300), false))) {
            return answer(judging, message).join();
        }
    }

    private static CompletableFuture<PluginAnswer> answer(Judging judging, String message) {
        CompletableFuture<PluginAnswer> answer = new CompletableFuture<>();
        judging.answer(message.getBytes(StandardCharsets.UTF_8), 0, answer::complete);
        return answer;
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
        assertEquals(5, records().stream().filter(record -> record.contains("\"decision\":\"deny\"")).count());
    }

    @Test
    void permitIsAnswered() throws IOException {
        assertEquals("{\"Allow\":true}", answer(LIST, List.of(PERMIT)).json());
        assertEquals(0, records().size());
        answer(STOP, List.of(PERMIT));
        assertEquals(1, records().size());
    }

    @Test
    void denialAndItsRecordTellTheSameWithTheSameId() throws IOException {
        PluginAnswer.Refuse refuse = assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(PERMIT, DENY)));
        assertEquals("""

                ContainerList denied by policy test:
                  cap-drop: drops nothing
                    wanted: ALL dropped
                    fix: recreate it with --cap-drop ALL
                (decision 00ff)""",
                refuse.message());
        assertEquals("""
                {"time":"2026-01-02T03:04:05.678Z","id":"00ff","decision":"deny","operation":"ContainerList",\
                "method":"GET",\
                "target":"/containers/json","violations":[{"rule":"cap-drop","found":"drops nothing",\
                "wanted":"ALL dropped"}],\
                "decided_by":[{"policy":"test","sha256":"hash"}],"duration_us":0,\
                "facts":{"version":1,"aspects":[{"invocation":{"operation":"ContainerList"}}]}}""",
                records().getFirst());
    }

    @Test
    void anyDenialOrFailureDenies() throws IOException {
        DecisionPoint failing = finding(Finding.fails("remote", "connection refused"));
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(DENY, PERMIT)));
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(PERMIT, failing)));
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of()));
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of((_, _) -> Decision.silent(TEST))));
    }

    @Test
    void eachDecisionPointIsToldWhatWasFoundBefore() throws IOException {
        List<Finding> told = new ArrayList<>();
        DecisionPoint last = (_, found) -> {
            told.addAll(found);
            return Decision.of(TEST, List.of());
        };
        answer("{\"RequestMethod\":\"GET\",\"RequestUri\":\"/none\"}", List.of(DENY, last));
        assertEquals(List.of("request", "cap-drop"), told.stream().map(Finding::rule).toList());
    }

    @Test
    void whatIsGoneOnWithoutIsRecordedThoughItOnlyReads() throws IOException {
        DecisionPoint failing = finding(Finding.fails("opa-timeout", "no answer").with(Force.PASSED_OVER));
        assertInstanceOf(PluginAnswer.Allow.class, answer(LIST, List.of(PERMIT, failing)));
        assertTrue(
                records().getFirst().contains("\"failed_open\":[{\"rule\":\"opa-timeout\",\"found\":\"no answer\"}]"),
                records().getFirst());
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(DENY, failing)));
    }

    @Test
    void nameOfTheDecisionElsewhereIsRecorded() throws IOException {
        Optional<Decision.Reference> reference = Optional.of(new Decision.Reference("opa", "a80d"));
        answer(STOP, List.of((_, _) -> Decision.of(TEST, List.of()).with(reference)));
        answer(STOP,
                List.of(DENY, (_, _) -> Decision.of(TEST, List.of(Finding.fails("opa-null", "null"))).with(reference)));
        assertEquals(2, records().stream().filter(record -> record.contains("\"opa_decision_id\":\"a80d\"")).count());
    }

    @Test
    void failureIsNotRecordedAsAVerdict() throws IOException {
        answer(STOP, List.of(PERMIT, finding(Finding.fails("opa-null", "null"))));
        assertTrue(records().getFirst().contains("\"failures\":[{\"rule\":\"opa-null\",\"found\":\"null\"}]"),
                records().getFirst());
        assertFalse(records().getFirst().contains("violations"), records().getFirst());
        assertFalse(records().getFirst().contains("decided_by"), records().getFirst());
    }

    @Test
    void exceptionDenies() throws IOException {
        DecisionPoint broken = (_, _) -> {
            throw new IllegalStateException("broken");
        };
        assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(broken)));
        assertEquals(1, records().size());
    }

    @Test
    void hangingDecisionDeniesInTime() throws IOException {
        DecisionPoint hanging = (_, _) -> {
            try {
                Thread.sleep(30_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Decision.of(TEST, List.of());
        };
        PluginAnswer.Refuse refuse = assertInstanceOf(PluginAnswer.Refuse.class, answer(LIST, List.of(hanging)));
        assertTrue(refuse.message().contains("no decision within 300 ms"));
    }

    @Test
    void unwritableRecordDeniesUnlessConfiguredOtherwise() throws IOException {
        Path full = Path.of("/dev/full");
        PluginAnswer.Refuse refuse =
                assertInstanceOf(PluginAnswer.Refuse.class, answer(STOP, List.of(PERMIT), full, true));
        assertTrue(refuse.message().contains("audit: the decision could not be written"));
        assertInstanceOf(PluginAnswer.Allow.class, answer(STOP, List.of(PERMIT), full, false));
        assertInstanceOf(PluginAnswer.Allow.class, answer(LIST, List.of(PERMIT), full, true));
    }

    @Test
    void ownQuestionsAreAnsweredWithoutARecord() throws IOException {
        String own =
                "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/containers/a/json\",\"RequestHeaders\":{\"Own\":\"1\"}}";
        assertInstanceOf(PluginAnswer.Allow.class, answer(own, List.of(DENY)));
        assertEquals(0, records().size());
    }

    @Test
    void deniedStartRemovesAContainerThatSomebodyWaitsToSeeRemoved() throws IOException, UnreadableException {
        facts.containers.put("box",
                container("{\"Id\":\"box-id\",\"HostConfig\":{\"AutoRemove\":true},\"State\":{\"Running\":false}}"));
        DecisionPoint failing = finding(Finding.fails("remote", "connection refused"));
        answer(START, List.of(failing));
        answer(START, List.of(finding(Finding.denies("who", "not you", ""))));
        assertEquals(List.of(), removed, "a failure, or who asks, is no reason to remove a container");
        answer(START, List.of(DENY, failing));
        answer(START, List.of(DENY), Path.of("/dev/full"), true);
        assertEquals(List.of(), removed, "nor is a verdict, while anything failed");
        answer(START, List.of(DENY));
        assertEquals(List.of("box-id"), removed);
        facts.containers.put("box", container("{\"Id\":\"box-id\",\"HostConfig\":{\"AutoRemove\":false}}"));
        answer(START, List.of(DENY));
        facts.containers.put("box",
                container("{\"Id\":\"box-id\",\"HostConfig\":{\"AutoRemove\":true},\"State\":{\"Running\":true}}"));
        answer(START, List.of(DENY));
        assertEquals(1, removed.size());
    }

    /**
     * The two bodies have one Arrays.hashCode: whoever can make a response's request look like another's frees what
     * that one holds.
     */
    @Test
    void responseToAnotherRequestLetsGoOfNothing() throws Exception {
        String create = create("{\"Labels\":{\"p\":\"Aa\"}}");
        String other = create("{\"Labels\":{\"p\":\"BB\"}}");
        facts.containers.put("box", container("{\"Id\":\"box-id\",\"Name\":\"/box\"}"));
        AuditLog log = AuditLog.open(new AuditLog.Options(directory.resolve("audit.jsonl"), AuditLog.Sync.NONE, 0, 1));
        EnforcementPoint point = new EnforcementPoint(new Judge(new ContextHandler(facts), List.of(PERMIT), CLOCK),
                new AuditTrail(log, AuditTrail.Scope.CHANGES, true),
                new EnforcementPoint.DockerSide(_ -> false, removed::add),
                new EnforcementPoint.Origin(CLOCK, new DecisionIds()),
                (_, _) -> { });
        try (Judging judging = new Judging(point, true, Judging.Bounds.within(Duration.ofSeconds(10), false))) {
            assertInstanceOf(PluginAnswer.Allow.class, answer(judging, create).join());
            judging.responded(other.getBytes(StandardCharsets.UTF_8), 0, _ -> { });
            assertInstanceOf(PluginAnswer.Refuse.class, answer(judging, START).join());
            judging.responded(create.getBytes(StandardCharsets.UTF_8), 0, _ -> { });
            assertInstanceOf(PluginAnswer.Allow.class, answer(judging, START).join());
        }
    }

    private static String create(String body) {
        return "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/containers/create?name=box\","
                + "\"RequestHeaders\":{\"Content-Type\":\"application/json\"},\"RequestBody\":\""
                + Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }

    /** dockerd looks a name up again after the answer: until it has, nobody else may get it. */
    @Test
    void nameIsGivenAwayOnlyAfterTheResponse() throws Exception {
        facts.containers.put("box", container("{\"Id\":\"box-id\",\"Name\":\"/box\"}"));
        String create = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/containers/create?name=box\","
                + "\"RequestHeaders\":{\"Content-Type\":\"application/json\"},\"RequestBody\":\"e30=\"}";
        AuditLog log = AuditLog.open(new AuditLog.Options(directory.resolve("audit.jsonl"), AuditLog.Sync.NONE, 0, 1));
        AuditTrail trail = new AuditTrail(log, AuditTrail.Scope.CHANGES, true);
        EnforcementPoint point =
                new EnforcementPoint(new Judge(new ContextHandler(facts), List.of(PERMIT), CLOCK), trail,
                        new EnforcementPoint.DockerSide(_ -> false, removed::add),
                        new EnforcementPoint.Origin(CLOCK, new DecisionIds()),
                (_, _) -> { });
        try (Judging judging = new Judging(point, true, Judging.Bounds.within(Duration.ofSeconds(10), false))) {
            assertInstanceOf(PluginAnswer.Allow.class, answer(judging, START).join());
            CompletableFuture<PluginAnswer> created = answer(judging, create);
            assertThrows(TimeoutException.class, () -> created.get(150, TimeUnit.MILLISECONDS));
            judging.responded(START.getBytes(StandardCharsets.UTF_8), 0, _ -> { });
            assertInstanceOf(PluginAnswer.Allow.class, created.get(2, TimeUnit.SECONDS));
        }
    }

    private static Inspected.Container container(String json) throws UnreadableException {
        return GoJson.decode(json.getBytes(StandardCharsets.UTF_8), Inspected.Container.class).view();
    }
}
