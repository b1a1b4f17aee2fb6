package dev.sallyport.plugin;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.action.Holds.Hold;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Decision;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.DecisionPoint;
import dev.sallyport.decision.Violation;
import java.util.ArrayList;
import java.util.List;

/** Understands a request, and asks every decision point about it. */
public final class Judge {

    private final ContextHandler contextHandler;
    private final List<DecisionPoint<Action>> decisionPoints;

    /** @param decisionPoints each is asked about every request, in this order; any can deny */
    public Judge(ContextHandler contextHandler, List<DecisionPoint<Action>> decisionPoints) {
        this.contextHandler = contextHandler;
        this.decisionPoints = List.copyOf(decisionPoints);
    }

    /** An action and what was decided of it. */
    public record Judgement(Action action, Decision decision) {}

    public Judgement judge(DecisionId id, AccessRequest request, Hold hold) {
        Action action = contextHandler.understand(id, request, hold);
        List<Decision> decisions = new ArrayList<>();
        List<Violation> found = new ArrayList<>(action.obstacles());
        if (!found.isEmpty()) {
            decisions.add(new Decision.Deny(found));
        }
        for (DecisionPoint<Action> point : decisionPoints) {
            Decision decision = point.decide(action, List.copyOf(found));
            decisions.add(decision);
            found.addAll(decision.reasons());
        }
        return new Judgement(action, Decision.combine(decisions));
    }
}
