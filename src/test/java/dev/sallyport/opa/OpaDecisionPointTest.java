package dev.sallyport.opa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Decision;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Obligation;
import dev.sallyport.decision.Subject;
import dev.sallyport.decision.Violation;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class OpaDecisionPointTest {

    private static final Subject UNREADABLE = new Subject("alice", "TLS", List.of("no certificate"));

    @TempDir
    private Path directory;

    private final FakeFacts facts = new FakeFacts();
    private FakeOpa opa;
    private OpaClient client;

    @BeforeEach
    void start() throws IOException {
        opa = new FakeOpa(FakeOpa.Transport.UNIX, directory);
        client = opa.client(Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        opa.close();
    }

    private Decision decide(boolean denyOnError, Subject subject, String method, String target, Violation... found) {
        Action action = new ContextHandler(facts).understand(
                DecisionId.next(), new AccessRequest(subject, method, target, Map.of(), Optional.empty()));
        return new OpaDecisionPoint(client, "docker/authz/allow", false, denyOnError).decide(action, List.of(found));
    }

    private Decision decide(boolean denyOnError) {
        return decide(denyOnError, Subject.ANONYMOUS, "GET", "/containers/json");
    }

    @Test
    void permitIsOnePermit() {
        opa.script = FakeOpa.answering("{\"result\":true,\"decision_id\":\"a80d\"}");
        assertEquals(new Decision.Permit(List.of(new Obligation.Reference("opa", "a80d"))), decide(true));
    }

    @Test
    void reasonsReachTheUser() {
        opa.script = FakeOpa.answering("{\"result\":{\"allow\":false,\"deny\":[\"no\",\"never\"]},\"decision_id\":\"a80d\"}");
        assertEquals(
                new Decision.Deny(List.of(new Violation("opa", "no", ""), new Violation("opa", "never", "")),
                        List.of(new Obligation.Reference("opa", "a80d"))),
                decide(true));
        opa.script = FakeOpa.answering("{\"result\":false}");
        assertEquals(List.of(new Violation("opa", "denied by the policy at docker/authz/allow", "")), decide(true).reasons());
    }

    @Test
    void denialIsADenialThoughErrorsAreAllowed() {
        opa.script = FakeOpa.answering("{\"result\":false}");
        assertInstanceOf(Decision.Deny.class, decide(false));
    }

    /** Who may start it may differ; what the container is does not. Only the policy knows which of them it denies. */
    @Test
    void containerIsRemovedOnlyIfThePolicySaysSo() throws UnreadableException {
        byte[] waiting = "{\"Id\":\"box-id\",\"HostConfig\":{\"AutoRemove\":true}}".getBytes(StandardCharsets.UTF_8);
        facts.containers.put("box", GoJson.decode(waiting, Inspected.Container.class).view());
        String start = "/containers/box/start";
        opa.script = FakeOpa.answering("{\"result\":{\"allow\":false,\"deny\":[\"a\"],\"remove\":true}}");
        assertEquals(List.of(new Obligation.RemoveContainer("box-id")), decide(true, Subject.ANONYMOUS, "POST", start).obligations());
        assertEquals(List.of(), decide(true, Subject.ANONYMOUS, "POST", "/containers/box/restart").obligations());
        for (FakeOpa.Script script : List.of(FakeOpa.answering("{\"result\":false}"), FakeOpa.raw(500, "{}"),
                FakeOpa.answering("{\"result\":{\"allow\":false,\"remove\":1}}"))) {
            opa.script = script;
            assertEquals(List.of(), decide(true, Subject.ANONYMOUS, "POST", start).obligations());
        }
    }

    @Test
    void errorDenies() {
        opa.script = FakeOpa.answering("{\"decision_id\":\"cd1b\"}");
        Decision.Indeterminate failed = assertInstanceOf(Decision.Indeterminate.class, decide(true));
        assertEquals("opa-undefined", failed.failure().rule());
        assertEquals(List.of(new Obligation.Reference("opa", "cd1b")), failed.obligations());
        opa.script = FakeOpa.raw(500, "{}");
        assertEquals(new Violation("opa-status", "OPA could not evaluate the policy (status 500)", ""), decide(true).reasons().getFirst());
    }

    @Test
    void errorIsGoneOnWithoutOnlyIfTheOperatorSaysSo() throws IOException {
        opa.stop();
        Decision.Permit permit = assertInstanceOf(Decision.Permit.class, decide(false));
        Obligation.FailedOpen failed = assertInstanceOf(Obligation.FailedOpen.class, permit.obligations().getFirst());
        assertEquals("opa-unreachable", failed.failure().rule());
    }

    @Test
    void answerThatIsNoPermitDeniesHoweverErrorsAreTaken() {
        opa.script = FakeOpa.answering("{}");
        assertInstanceOf(Decision.Indeterminate.class, decide(false));
        assertInstanceOf(Decision.Indeterminate.class, decide(false, UNREADABLE, "GET", "/info"));
        for (FakeOpa.Script script : List.of(FakeOpa.raw(500, "{}"), FakeOpa.raw(400, "{}"), FakeOpa.answering("{\"result\":7}"),
                FakeOpa.answering("{\"result\":true,\"warning\":{}}"), FakeOpa.answering("x"), FakeOpa.answering("{\"x\":\"" + "x".repeat(2 << 20) + "\"}"))) {
            opa.script = script;
            assertInstanceOf(Decision.Indeterminate.class, decide(false));
        }
    }

    @Test
    void whatCannotBeUnderstoodIsNotPutToOpa() {
        assertEquals(new Decision.NotApplicable(), decide(false, Subject.ANONYMOUS, "GET", "/none"));
        assertEquals(new Decision.NotApplicable(), decide(false, Subject.ANONYMOUS, "POST", "/containers/create"));
        assertEquals(0, opa.requests.size());
    }

    @Test
    void unreadableCertificateIsAnError() {
        assertEquals("opa-certificate", decide(true, UNREADABLE, "GET", "/info").reasons().getFirst().rule());
        assertEquals(0, opa.requests.size());
    }

    @Test
    void plainPingIsNotPutToOpa() {
        opa.script = FakeOpa.answering("{\"result\":false}");
        assertInstanceOf(Decision.Permit.class, decide(true, Subject.ANONYMOUS, "HEAD", "/_ping"));
        assertEquals(0, opa.requests.size());
        assertInstanceOf(Decision.Deny.class, decide(true, Subject.ANONYMOUS, "GET", "/_ping"));
        assertInstanceOf(Decision.Deny.class, decide(true, Subject.ANONYMOUS, "HEAD", "/v1.41/_ping"));
    }

    @Test
    void opaIsToldWhatTheRulesFound() {
        decide(true, Subject.ANONYMOUS, "GET", "/containers/json", new Violation("cap-drop", "drops nothing", "ALL"));
        assertTrue(opa.requests.getFirst().contains("\"violations\":[{\"rule\":\"cap-drop\",\"found\":\"drops nothing\",\"wanted\":\"ALL\"}]"),
                opa.requests.getFirst());
    }
}
