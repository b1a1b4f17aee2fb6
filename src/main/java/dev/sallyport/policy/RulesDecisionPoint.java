package dev.sallyport.policy;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Decision;
import dev.sallyport.decision.DecisionPoint;
import dev.sallyport.decision.Obligation;
import dev.sallyport.decision.Violation;
import dev.sallyport.rules.Findings;
import java.util.ArrayList;
import java.util.List;

/** Judges by the embedded rules that a policy turns on. */
public final class RulesDecisionPoint implements DecisionPoint<Action> {

    private static final System.Logger LOG = System.getLogger(RulesDecisionPoint.class.getName());

    private final Policy policy;

    public RulesDecisionPoint(Policy policy) {
        this.policy = policy;
    }

    @Override
    public Decision decide(Action action, List<Violation> found) {
        List<Violation> violations = judge(action, action.aspects());
        return violations.isEmpty() ? new Decision.Permit() : new Decision.Deny(violations, removal(action));
    }

    /** If the container itself is what the rules deny, and not only what is asked about it. */
    private List<Obligation> removal(Action action) {
        List<Obligation> removal = action.removal();
        List<Aspect> container = action.aspects().stream().filter(Aspect.Workload.class::isInstance).toList();
        return removal.isEmpty() || judge(action, container).isEmpty() ? List.of() : removal;
    }

    private List<Violation> judge(Action action, List<Aspect> aspects) {
        List<Violation> violations = new ArrayList<>();
        for (Policy.Enabled enabled : policy.rules()) {
            violations.addAll(judge(enabled, action, aspects));
        }
        return violations.stream().distinct().toList();
    }

    private static List<Violation> judge(Policy.Enabled enabled, Action action, List<Aspect> aspects) {
        Findings findings = new Findings(enabled.id());
        try {
            for (Aspect aspect : aspects) {
                findings.about(aspect);
                enabled.rule().judge(aspect, findings);
            }
            return findings.violations();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "rule " + enabled.id() + " failed on decision " + action.id(), e);
            return List.of(new Violation(enabled.id(), "the rule failed; the plugin's log says why", ""));
        }
    }
}
