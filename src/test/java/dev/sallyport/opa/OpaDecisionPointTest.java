package dev.sallyport.opa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Finding.About;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Subject;
import dev.sallyport.judge.Decision;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(FakeOpas.Extension.class)
final class OpaDecisionPointTest {

    private static final Authority OPA = new Authority("docker/authz/allow", "");
    private static final Optional<Decision.Reference> REFERENCE = Optional.of(new Decision.Reference("opa", "a80d"));
    private static final Subject UNREADABLE = new Subject("alice", "TLS", List.of("no certificate"));

    private final FakeFacts facts = new FakeFacts();
    private FakeOpa opa;
    private OpaClient client;

    @BeforeEach
    void start(FakeOpas opas) throws IOException {
        opa = opas.start(FakeOpa.Transport.UNIX);
        client = opas.client(opa);
    }

    private Decision decide(boolean denyOnError, Subject subject, String method, String target, Finding... found) {
        Action action = new ContextHandler(facts).understand(
                new DecisionId("00ff"),
                new AccessRequest(Instant.EPOCH, subject, method, target, Map.of(), Optional.empty()));
        return new OpaDecisionPoint(client, "docker/authz/allow", false, denyOnError).decide(action, List.of(found));
    }

    private Decision decide(boolean denyOnError) {
        return decide(denyOnError, Subject.ANONYMOUS, "GET", "/containers/json");
    }

    private static Force force(Decision decision) {
        return decision.findings().getFirst().force();
    }

    @Test
    void permitIsOnePermitByThePathInOpa() {
        opa.script = FakeOpa.answering("{\"result\":true,\"decision_id\":\"a80d\"}");
        assertEquals(new Decision(OPA, true, List.of(), REFERENCE), decide(true));
    }

    @Test
    void reasonsReachTheUser() {
        opa.script = FakeOpa
                .answering("{\"result\":{\"allow\":false,\"deny\":[\"no\",\"never\"]},\"decision_id\":\"a80d\"}");
        assertEquals(
                new Decision(OPA, false, List.of(Finding.denies("opa", "no", ""), Finding.denies("opa", "never", "")),
                        REFERENCE),
                decide(true));
        opa.script = FakeOpa.answering("{\"result\":false}");
        assertEquals(List.of(Finding.denies("opa", "denied by the policy at docker/authz/allow", "")),
                decide(true).findings());
    }

    @Test
    void denialIsADenialThoughErrorsAreAllowed() {
        opa.script = FakeOpa.answering("{\"result\":false}");
        assertEquals(Force.DENIES, force(decide(false)));
    }

    /** Who may start it may differ; what the container is does not. Only the policy knows which of them it denies. */
    @Test
    void denialIsAboutTheContainerOnlyIfThePolicySaysSo() {
        String start = "/containers/box/start";
        facts.containers.put("box", Views.of(Map.of("Id", "1", "Name", "/box"), Inspected.Container.class));
        opa.script = FakeOpa.answering("{\"result\":{\"allow\":false,\"deny\":[\"a\"],\"remove\":true}}");
        assertEquals(About.CONTAINER, decide(true, Subject.ANONYMOUS, "POST", start).findings().getFirst().about());
        for (FakeOpa.Script script : List.of(FakeOpa.answering("{\"result\":false}"), FakeOpa.raw(500, "{}"),
                FakeOpa.answering("{\"result\":{\"allow\":false,\"remove\":1}}"))) {
            opa.script = script;
            assertEquals(About.REQUEST, decide(true, Subject.ANONYMOUS, "POST", start).findings().getFirst().about());
        }
    }

    @Test
    void errorDeniesAndIsNoVerdict() {
        opa.script = FakeOpa.answering("{\"decision_id\":\"a80d\"}");
        Decision failed = decide(true);
        assertEquals("opa-undefined", failed.findings().getFirst().rule());
        assertEquals(Force.FAILS, force(failed));
        assertEquals(REFERENCE, failed.reference());
        opa.script = FakeOpa.raw(500, "{}");
        assertEquals(List.of(Finding.fails("opa-status", "OPA could not evaluate the policy (status 500)")),
                decide(true).findings());
    }

    @Test
    void outageIsGoneOnWithoutOnlyIfTheOperatorSaysSo() throws IOException {
        opa.stop();
        Decision decision = decide(false);
        assertTrue(decision.permits());
        assertEquals("opa-unreachable", decision.findings().getFirst().rule());
        assertEquals(Force.PASSED_OVER, force(decision));
        assertEquals(Force.FAILS, force(decide(true)));
    }

    @Test
    void answerThatIsNoPermitDeniesHoweverErrorsAreTaken() {
        opa.script = FakeOpa.answering("{}");
        assertEquals(Force.FAILS, force(decide(false)));
        assertEquals(Force.FAILS, force(decide(false, UNREADABLE, "GET", "/info")));
        for (FakeOpa.Script script : List.of(FakeOpa.raw(500, "{}"), FakeOpa.raw(400, "{}"),
                FakeOpa.answering("{\"result\":7}"),
                FakeOpa.answering("{\"result\":true,\"warning\":{}}"), FakeOpa.answering("x"),
                FakeOpa.answering("{\"x\":\"" + "x".repeat(2 << 20) + "\"}"))) {
            opa.script = script;
            assertEquals(Force.FAILS, force(decide(false)));
        }
    }

    @Test
    void whatCannotBeUnderstoodIsNotPutToOpa() {
        assertEquals(Decision.silent(OPA), decide(false, Subject.ANONYMOUS, "GET", "/none"));
        assertEquals(Decision.silent(OPA), decide(false, Subject.ANONYMOUS, "POST", "/containers/create"));
        assertEquals(0, opa.requests.size());
    }

    @Test
    void unreadableCertificateIsAnError() {
        assertEquals("opa-certificate", decide(true, UNREADABLE, "GET", "/info").findings().getFirst().rule());
        assertEquals(0, opa.requests.size());
    }

    @Test
    void plainPingIsNotPutToOpa() {
        opa.script = FakeOpa.answering("{\"result\":false}");
        assertTrue(decide(true, Subject.ANONYMOUS, "HEAD", "/_ping").permits());
        assertEquals(0, opa.requests.size());
        assertEquals(Force.DENIES, force(decide(true, Subject.ANONYMOUS, "GET", "/_ping")));
        assertEquals(Force.DENIES, force(decide(true, Subject.ANONYMOUS, "HEAD", "/v1.41/_ping")));
    }

    @Test
    void opaIsToldWhatTheRulesFound() {
        decide(true, Subject.ANONYMOUS, "GET", "/containers/json", Finding.denies("cap-drop", "drops nothing", "ALL"));
        assertTrue(
                opa.requests.getFirst().contains(
                        "\"violations\":[{\"rule\":\"cap-drop\",\"found\":\"drops nothing\",\"wanted\":\"ALL\"}]"),
                opa.requests.getFirst());
    }
}
