package dev.sallyport.action;

import dev.sallyport.action.Holds.Hold;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.engine.Call;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.facts.Facts;
import java.util.function.BooleanSupplier;

/** Turns a request as dockerd tells it into what it would do (XACML: context handler). */
public final class ContextHandler {

    private final Facts facts;
    private final BooleanSupplier wantsOrigins;

    public ContextHandler(Facts facts) {
        this(facts, () -> false);
    }

    /** @param wantsOrigins whether anybody wants to know where images of containers come from that exist */
    public ContextHandler(Facts facts, BooleanSupplier wantsOrigins) {
        this.facts = facts;
        this.wantsOrigins = wantsOrigins;
    }

    /** Understands a request that nobody is about to carry out. */
    public Action understand(DecisionId id, AccessRequest request) {
        try (Hold hold = new Holds().open()) {
            return understand(id, request, hold);
        }
    }

    /** Whether a request can be understood, and judged by rules, without asking anybody: it only tells something. */
    public static boolean isPlainRead(AccessRequest request) {
        try {
            return Call.of(request.method(), request.target()).operation().isPlainRead();
        } catch (UnreadableException e) {
            return false;
        }
    }

    /**
     * Understands a request as far as it can be: what stands in the way is among the action's obstacles.
     *
     * @param hold what the request relies on is held by it; the caller lets go
     */
    public Action understand(DecisionId id, AccessRequest request, Hold hold) {
        ActionBuilder action = new ActionBuilder(id, request);
        try {
            Call call = Call.of(request.method(), request.target());
            action.call(call);
            new CallReader(call, action, new Inquiry(facts, hold, action, wantsOrigins.getAsBoolean())).read();
        } catch (UnreadableException e) {
            action.obstacle("request", String.valueOf(e.getMessage()), e.wanted());
        }
        return action.build();
    }
}
