package dev.sallyport.action;

import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.RequestTarget;
import dev.sallyport.engine.UnreadableException;

/** Turns a request as dockerd tells it into what it would do (XACML: context handler). */
public final class ContextHandler {

    private final EngineFacts facts;
    private final NameHolds names = new NameHolds();

    public ContextHandler(EngineFacts facts) {
        this.facts = facts;
    }

    /** To be called once for each decision, when it is about to be answered: lets go of what it held. */
    public void settled(DecisionId id) {
        names.releaseSoon(id);
    }

    /** Whether a request can be understood, and judged by rules, without asking anybody: it only tells something. */
    public static boolean isPlainRead(AccessRequest request) {
        try {
            return Operation.find(request.method(), RequestTarget.parse(request.target()).path())
                    .filter(match -> match.operation().isPlainRead())
                    .isPresent();
        } catch (UnreadableException e) {
            return false;
        }
    }

    /** Understands a request as far as it can be: what stands in the way is among the action's obstacles. */
    public Action understand(DecisionId id, AccessRequest request) {
        ActionBuilder action = new ActionBuilder(id, request);
        try {
            RequestTarget target = RequestTarget.parse(request.target());
            Operation.Match match = Operation.find(request.method(), target.path())
                    .orElseThrow(() -> new UnreadableException("not an operation of the Docker Engine API: "
                            + request.method() + " " + target.path()));
            Action.Call call = new Action.Call(match.operation(), match.name(), target);
            action.call(call);
            new CallReader(facts, names, action, call).read();
        } catch (UnreadableException e) {
            action.obstacle("request", String.valueOf(e.getMessage()), e.wanted());
        }
        return action.build();
    }
}
