package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Action;
import dev.sallyport.audit.RecordedDecision;
import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.e2e.GuardedEngine.Guard;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.Judgement;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.Presets;
import dev.sallyport.policy.RulesDecisionPoint;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Every job of everyday.yaml: Sallyport must not be in the way. */
@OnEachEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class EverydayIT {

    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        docker = engines.start(engine);
    }

    @TestFactory
    Stream<DynamicTest> jobs() throws IOException, InvalidSettingException {
        String only = System.getProperty("job", "");
        return Scripts.load("/e2e/everyday.yaml").stream()
                .filter(job -> job.isFor(engine) && job.name().contains(only))
                .map(job -> DynamicTest.dynamicTest(job.name(), () -> works(job)));
    }

    private void works(Scripts.Entry job) throws IOException {
        if (job.name().equals("Compose")) {
            Engines.tool("docker-compose");
        }
        if (job.name().contains("Python")) {
            Engines.pythonPackage("docker");
        }
        docker.guardedBy(Guard.NOBODY);
        docker.clear();
        docker.sh(job.setup());
        docker.guardedBy(Guard.SALLYPORT);
        Shell.Result result =
                docker.sh("set -e\nH='--network none --cap-drop ALL --user 1000:1000 --memory 64m'\n" + job.run());
        assertTrue(result.succeeded(), () -> job + ": " + result);
        List<String> lines = result.output().strip().lines().toList();
        assertEquals(job.prints(), job.prints().isEmpty() ? "" : lines.getLast(), () -> job + ": " + result);
    }

    @Test
    void testcontainers() throws IOException {
        docker.guardedBy(Guard.SALLYPORT);
        Shell.Result result = TestcontainersProgram.run(docker, "hardened");
        assertTrue(result.output().strip().endsWith("done"), result::toString);
    }

    /** Whatever these jobs did stands in the audit log with what it was judged by: judged again, it is the same. */
    @Test
    @Order(Integer.MAX_VALUE)
    void recordedWorkIsJudgedAgainAsItWas() throws Exception {
        RulesDecisionPoint hardened = new RulesDecisionPoint(
                new PolicyLoader(new Surroundings(Optional::of, List.of())).load(Presets.standard()));
        int judged = 0;
        for (String line : docker.audit()) {
            Optional<RecordedDecision> recorded = RecordedDecision.parse(line);
            boolean sixtyMounts = line.contains("many");
            assertTrue(recorded.map(RecordedDecision::cut).orElse(List.of()).isEmpty() || sixtyMounts, line);
            if (recorded.flatMap(RecordedDecision::action).isPresent() && !sixtyMounts) {
                assertJudgedAlike(recorded.get(), hardened, line);
                judged++;
            }
        }
        System.out.println("judged again: " + judged + " records of " + docker.audit().size() + ", "
                + docker.audit().stream().mapToInt(String::length).summaryStatistics() + " bytes");
        assertTrue(judged > (System.getProperty("job") == null ? 50 : 0), "only " + judged);
    }

    private static void assertJudgedAlike(RecordedDecision recorded, RulesDecisionPoint policy, String line) {
        Action action = recorded.action().orElseThrow();
        Judgement again = new Judgement(action,
                List.of(Decision.unasked(action.obstacles()), policy.decide(action, List.of())), Duration.ZERO);
        assertEquals(recorded.permitted(), again.permitted(), line);
        assertEquals(
                recorded.findings().getOrDefault("violations", List.of()).stream()
                        .map(found -> found.rule() + ": " + found.found()).toList(),
                again.violations().stream().map(found -> found.rule() + ": " + found.found()).toList(), line);
    }
}
