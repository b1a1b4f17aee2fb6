package dev.sallyport.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Finding.About;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Mend;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JudgementTest {

    private static final DecisionId ID = new DecisionId("00ff");

    /**
     * What several say together. Each is a name (or nobody) and what it says: {@code permits}, nothing, or the forces
     * of what it found, of which {@code Denies!} is about the container itself.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # decisions                                  | permitted | decided by | the container is removed
            ''                                           | false     | ''         | false
            rules:                                       | false     | ''         | false
            rules: permits                               | true      | rules      | false
            rules: permits, opa: permits                 | true      | rules opa  | false
            rules: permits, opa:                         | true      | rules      | false
            rules:, opa: permits                         | true      | opa        | false
            rules: Denies                                | false     | rules      | false
            rules: Denies!                               | false     | rules      | true
            rules: Denies Denies!                        | false     | rules      | true
            rules: Denies!, opa: permits                 | false     | rules      | true
            rules: permits, opa: Denies                  | false     | opa        | false
            rules: permits, opa: Denies!                 | false     | opa        | true
            rules: Denies, opa: Denies                   | false     | rules opa  | false
            rules: Denies!, opa: Denies                  | false     | rules opa  | true
            rules: Fails                                 | false     | ''         | false
            rules: permits, opa: Fails                   | false     | ''         | false
            rules: Denies!, opa: Fails                   | false     | rules      | false
            rules: Denies! Fails                         | false     | rules      | false
            nobody: Denies, rules: permits               | false     | ''         | false
            nobody: Fails, rules: permits, opa: permits  | false     | ''         | false
            nobody: Denies, rules: Denies!               | false     | rules      | true
            nobody: Fails, rules: Denies!                | false     | rules      | false
            rules: Noted                                 | true      | rules      | false
            rules: Noted, opa: Denies                    | false     | opa        | false
            rules: Exempt, opa: permits                  | true      | rules opa  | false
            rules: Exempt Denies!                        | false     | rules      | true
            rules: PassedOver                            | true      | rules      | false
            rules: Denies!, opa: PassedOver              | false     | rules      | true
            nobody:, rules:                              | false     | ''         | false
            """)
    void decisionsAreCombined(String decisions, boolean permitted, String decidedBy, boolean removed)
            throws UnreadableException {
        Judgement judgement = new Judgement(start(), decisions(decisions), Duration.ZERO);
        assertEquals(permitted, judgement.permitted());
        assertEquals(decidedBy, String.join(" ", judgement.decidedBy().stream().map(Authority::name).toList()));
        assertEquals(removed ? Optional.of("box-id") : Optional.empty(), judgement.removal());
    }

    private static List<Decision> decisions(String text) {
        return text.isEmpty() ? List.of() : Arrays.stream(text.split(", ?")).map(JudgementTest::decision).toList();
    }

    private static Decision decision(String text) {
        String[] parts = text.split(": ?", 2);
        Authority by = parts[0].equals("nobody") ? Authority.NOBODY : new Authority(parts[0], "");
        return switch (parts[1]) {
            case "" -> Decision.silent(by);
            case "permits" -> Decision.of(by, List.of());
            default -> {
                List<Finding> findings = Arrays.stream(parts[1].split(" ")).map(JudgementTest::finding).toList();
                yield by.equals(Authority.NOBODY) ? Decision.unasked(findings) : Decision.of(by, findings);
            }
        };
    }

    private static Finding finding(String force) {
        return new Finding("a", force, "", Mend.NONE, force.endsWith("!") ? About.CONTAINER : About.REQUEST,
                switch (force) {
                    case "Denies", "Denies!" -> Force.DENIES;
                    case "Fails" -> Force.FAILS;
                    case "Noted" -> Force.NOTED;
                    case "Exempt" -> new Force.Exempt("legacy");
                    case "PassedOver" -> Force.PASSED_OVER;
                    default -> throw new IllegalArgumentException(force);
                });
    }

    /** The start of a container that {@code docker run --rm} has made. */
    private static Action start() throws UnreadableException {
        FakeFacts facts = new FakeFacts();
        byte[] waiting = "{\"Id\":\"box-id\",\"HostConfig\":{\"AutoRemove\":true}}".getBytes(StandardCharsets.UTF_8);
        facts.containers.put("box", GoJson.decode(waiting, Inspected.Container.class).view());
        return new ContextHandler(facts).understand(ID, post("/containers/box/start"));
    }

    private static AccessRequest post(String target) {
        return new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "POST", target, Map.of(), Optional.empty());
    }

    @Test
    void permitWithAReasonToDenyCannotBeMade() {
        for (Force force : List.of(Force.DENIES, Force.FAILS)) {
            List<Finding> findings = List.of(Finding.denies("a", "b", "").with(force));
            assertThrows(IllegalArgumentException.class,
                    () -> new Decision(Authority.NOBODY, true, findings, Optional.empty()));
        }
    }

    @Test
    void sameFindingOfTwoCountsOnceAndEachStandsUnderItsHeading() throws UnreadableException {
        Judgement judgement =
                new Judgement(start(), decisions("rules: Denies Fails, opa: Denies PassedOver"), Duration.ZERO);
        assertEquals(
                Map.of("violations", List.of(finding("Denies")), "failures", List.of(finding("Fails")), "failed_open",
                        List.of(finding("PassedOver"))),
                judgement.byHeading());
    }

    @Test
    void everyOneIsAskedThoughOneBeforeDenies() {
        int[] asked = {0};
        DecisionPoint denying = (_, _) -> {
            asked[0]++;
            return decision("rules: Denies");
        };
        Judgement judgement = judge("/containers/x/stop", denying, denying, denying);
        assertEquals(3, asked[0]);
        assertEquals(1, judgement.violations().size());
    }

    @Test
    void whatNobodyJudgedIsDeniedWithAReason() {
        List<Finding> reason = List.of(Finding.fails("plugin", "no decision point judged this request"));
        assertEquals(reason, judge("/containers/x/stop").failures());
        assertEquals(reason, judge("/containers/x/stop", (_, _) -> decision("opa:")).failures());
        assertEquals(List.of(), judge("/containers/x/stop", (_, _) -> decision("opa: permits")).findings());
        assertEquals(List.of("request"),
                judge("/none", (_, _) -> decision("opa:")).findings().stream().map(Finding::rule).toList());
    }

    @Test
    void tookCountsFromWhenTheRequestCame() {
        InstantSource clock = InstantSource.fixed(Instant.EPOCH.plusMillis(7));
        Judge judge = new Judge(new ContextHandler(new FakeFacts()), List.of(), clock);
        assertEquals(Duration.ofMillis(7), judge.judge(ID, post("/containers/x/stop")).took());
    }

    private static Judgement judge(String target, DecisionPoint... points) {
        return new Judge(new ContextHandler(new FakeFacts()), List.of(points), InstantSource.fixed(Instant.EPOCH))
                .judge(ID, post(target));
    }
}
