package dev.sallyport.policy;

import dev.sallyport.action.Action;
import dev.sallyport.rules.OperationName;
import java.util.List;

/**
 * By which policy somebody is judged.
 *
 * @param who anybody, if nobody is named
 * @param operations all, if none is named; with some, a request that is none of any engine is not among them
 * @param point judges by the policy
 */
record Binding(Who who, List<OperationName> operations, RulesDecisionPoint point) {

    boolean holds(Action action) {
        return (who.isAnybody() || who.includes(action.request().subject()))
                && (operations.isEmpty() || OperationName.any(operations, action));
    }
}
