package dev.sallyport.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.action.Holds;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Subject;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DecisionCountersTest {

    private static final Authority POLICY = new Authority("team", "00");
    private static final DecisionId ID = new DecisionId("00ff");

    private final DecisionCounters counters = new DecisionCounters();

    private static Judgement judgement(String target, Decision... decisions) {
        AccessRequest request =
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "GET", target, Map.of(), Optional.empty());
        Action action = new ContextHandler(new FakeFacts()).understand(ID, request, new Holds().open());
        return new Judgement(action, List.of(decisions), Duration.ZERO);
    }

    private static Decision found(Finding... findings) {
        return Decision.of(POLICY, List.of(findings));
    }

    private Stream<String> lines(String family) {
        return TextFormat.of(counters.families()).lines().filter(line -> line.startsWith(family + "{"));
    }

    @Test
    void decisionsAreCountedByOperation() {
        counters.answered(judgement("/containers/json", found()), Duration.ofMillis(1));
        counters.answered(judgement("/containers/json", found()), Duration.ofMillis(1));
        counters.answered(judgement("/containers/json", found(Finding.denies("operations", "it", ""))), Duration.ZERO);
        assertEquals(List.of("sallyport_decisions_total{operation=\"ContainerList\",decision=\"permit\"} 2",
                "sallyport_decisions_total{operation=\"ContainerList\",decision=\"deny\"} 1"),
                lines("sallyport_decisions_total").toList());
        assertEquals(new DecisionCounters.Totals(2, 1), counters.totals());
    }

    @Test
    void ruleCountsOncePerRequestAndByWhatCameOfIt() {
        Finding one = Finding.denies("cap-drop", "one", "");
        counters.answered(judgement("/info", found(one, Finding.denies("cap-drop", "two", ""),
                one.with(Force.NOTED), one.with(new Force.Exempt("x")), one.with(Force.PASSED_OVER),
                Finding.fails("docker", "silent"))), Duration.ZERO);
        assertEquals(List.of(
                "sallyport_findings_total{policy=\"team\",rule=\"cap-drop\",kind=\"exempt\"} 1",
                "sallyport_findings_total{policy=\"team\",rule=\"cap-drop\",kind=\"failed_open\"} 1",
                "sallyport_findings_total{policy=\"team\",rule=\"cap-drop\",kind=\"noted\"} 1",
                "sallyport_findings_total{policy=\"team\",rule=\"cap-drop\",kind=\"violations\"} 1",
                "sallyport_findings_total{policy=\"team\",rule=\"docker\",kind=\"failures\"} 1"),
                lines("sallyport_findings_total").sorted().toList());
    }

    @Test
    void whateverIsAskedTheNumberOfSeriesIsBounded() {
        for (int n = 0; n < 3 * DecisionCounters.MOST_FINDINGS; n++) {
            counters.answered(judgement("/no/such/thing/" + n, found(Finding.denies("rule-" + n, "it", ""))),
                    Duration.ZERO);
        }
        assertEquals(List.of("sallyport_decisions_total{operation=\"unknown\",decision=\"permit\"} 0",
                "sallyport_decisions_total{operation=\"unknown\",decision=\"deny\"} "
                        + 3 * DecisionCounters.MOST_FINDINGS),
                lines("sallyport_decisions_total").toList());
        assertEquals(DecisionCounters.MOST_FINDINGS + 1, lines("sallyport_findings_total").count());
        assertTrue(lines("sallyport_findings_total").anyMatch(line -> line.contains("rule=\"other\"")));
    }
}
