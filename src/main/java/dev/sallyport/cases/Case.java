package dev.sallyport.cases;

import dev.sallyport.action.ContextHandler;
import dev.sallyport.audit.RecordedDecision;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.facts.Facts;
import dev.sallyport.judge.DecisionPoint;
import dev.sallyport.judge.Judge;
import dev.sallyport.judge.Judgement;
import dev.sallyport.settings.Place;
import java.time.InstantSource;
import java.util.List;

/**
 * A request, with what is expected of the answer.
 *
 * @param place where it stands
 */
public record Case(Place place, String name, Asked asked, Expected expect) {

    private static final DecisionId ID = new DecisionId("case");

    /** What is judged. */
    sealed interface Asked {

        /** A request, with the facts that are needed to understand it. */
        record Request(AccessRequest request, Facts facts) implements Asked {}

        /** An action as the audit log gives it back: its facts are in it. */
        record Recorded(RecordedDecision decision) implements Asked {}
    }

    public Judgement judge(DecisionPoint policy) {
        return switch (asked) {
            case Asked.Request(AccessRequest request, Facts facts) -> new Judge(
                    new ContextHandler(facts), List.of(policy), InstantSource.fixed(request.time())).judge(ID, request);
            case Asked.Recorded(RecordedDecision decision) -> decision.judge(policy);
        };
    }

    /** What is otherwise than expected, a line each; empty if nothing is. */
    public List<String> differences(Judgement judgement) {
        return expect.differences(judgement);
    }
}
