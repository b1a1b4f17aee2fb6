package dev.sallyport.opa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(FakeOpas.Extension.class)
final class HealthCheckTest {

    private FakeOpa opa;
    private OpaClient client;

    @BeforeEach
    void start(FakeOpas opas) throws IOException {
        opa = opas.start(FakeOpa.Transport.UNIX);
        client = opas.client(opa);
    }

    /** Answers by the target that is asked for. */
    private Optional<String> problem(Map<String, FakeOpa.Script> scripts) {
        opa.script = (channel, request) -> {
            String target = request.split(" ")[1].replace("?strict-builtin-errors=true", "");
            scripts.getOrDefault(target, FakeOpa.answering("{}")).answer(channel, request);
        };
        return new HealthCheck(client, "docker/authz/allow").problem();
    }

    private static final String HEALTH = "/health?bundles&plugins";
    private static final String PATH = "/v1/data/docker/authz/allow";

    @Test
    void wellIfADecisionComes() {
        assertEquals(Optional.empty(), problem(Map.of(PATH, FakeOpa.answering("{\"result\":false}"))));
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        opa.stop();
        assertTrue(new HealthCheck(client, "a").problem().orElseThrow().startsWith("no connection to OPA"));
    }

    @Test
    void saysThatBundlesAreNotActive() {
        assertEquals(Optional.of("OPA's bundles or plugins are not active"),
                problem(Map.of(HEALTH, FakeOpa.raw(500, "{}"))));
    }

    @Test
    void saysThatTheTokenIsRefused() {
        assertEquals(Optional.of("OPA refuses the token, or wants one (status 401)"),
                problem(Map.of(PATH, FakeOpa.raw(401, "{}"))));
    }

    @Test
    void saysThatNothingIsLoaded() {
        assertEquals(Optional.of("OPA has no policy at all: no bundle is loaded, or none holds a policy"),
                problem(Map.of("/v1/data", FakeOpa.answering("{\"result\":{}}"))));
    }

    @Test
    void saysThatThePathIsWrong() {
        assertEquals(Optional.of("OPA has no policy at docker/authz: opa.path is wrong, or another bundle is loaded"),
                problem(Map.of("/v1/data", FakeOpa.answering("{\"result\":{\"other\":{\"x\":1}}}"))));
    }

    @Test
    void saysThatTheRuleHasNoValue() {
        assertEquals(Optional.of("OPA's policy has no value at docker/authz/allow for a plain ping: give the rule a "
                + "`default`, or mend opa.path"),
                problem(Map.of("/v1/data", FakeOpa.answering("{\"result\":{\"docker\":{\"authz\":{\"deny\":[]}}}}"),
                        "/v1/data/docker/authz", FakeOpa.answering("{\"result\":{\"deny\":[]}}"))));
    }

    @Test
    void tokenForTheDecisionAloneIsEnough() {
        FakeOpa.Script refused = FakeOpa.raw(401, "{}");
        assertEquals(Optional.empty(),
                problem(Map.of(PATH, FakeOpa.answering("{\"result\":true}"), HEALTH, refused, "/v1/data", refused)));
        assertTrue(problem(Map.of(HEALTH, refused, "/v1/data", refused, "/v1/data/docker/authz", refused)).orElseThrow()
                .contains("has no value at"));
    }

    @Test
    void saysWhatElseIsWrong() {
        assertEquals(Optional.of("OPA could not evaluate the policy (status 500)"),
                problem(Map.of(PATH, FakeOpa.raw(500, "{}"))));
        assertTrue(problem(Map.of(PATH, FakeOpa.answering("{\"result\":7}"))).orElseThrow()
                .startsWith("OPA's decision is neither true"));
    }
}
