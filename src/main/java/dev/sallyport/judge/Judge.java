package dev.sallyport.judge;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Understands a request, and asks every decision point about it. */
public final class Judge {

    private static final Finding UNJUDGED = Finding.fails("plugin", "no decision point judged this request");

    private final ContextHandler contextHandler;
    private final List<DecisionPoint> decisionPoints;
    private final InstantSource clock;

    /** @param decisionPoints each is asked about every request, in this order; any can deny */
    public Judge(ContextHandler contextHandler, List<DecisionPoint> decisionPoints, InstantSource clock) {
        this.contextHandler = contextHandler;
        this.decisionPoints = List.copyOf(decisionPoints);
        this.clock = clock;
    }

    /** Nobody is left out, whatever those before have found: the user sees every reason at once. */
    public Judgement judge(DecisionId id, AccessRequest request) {
        Action action = contextHandler.understand(id, request);
        List<Finding> found = new ArrayList<>(action.obstacles());
        List<Decision> decisions = new ArrayList<>();
        decisions.add(Decision.unasked(action.obstacles()));
        for (DecisionPoint point : decisionPoints) {
            Decision decision = point.decide(action, List.copyOf(found));
            decisions.add(decision);
            found.addAll(decision.findings());
        }
        Judgement judgement = new Judgement(action, decisions, Duration.between(request.time(), clock.instant()));
        boolean unjudged = decisions.stream().noneMatch(Decision::permits) && found.isEmpty();
        return unjudged ? judgement.with(UNJUDGED) : judgement;
    }

    /** To be called once for each decision, when it is about to be answered. */
    public void settled(DecisionId id) {
        contextHandler.settled(id);
    }
}
