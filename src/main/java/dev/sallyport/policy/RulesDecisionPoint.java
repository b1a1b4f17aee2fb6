package dev.sallyport.policy;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Mend;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.DecisionPoint;
import dev.sallyport.rules.Findings;
import dev.sallyport.rules.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Judges by the embedded rules that a policy turns on. */
public final class RulesDecisionPoint implements DecisionPoint {

    private static final System.Logger LOG = System.getLogger(RulesDecisionPoint.class.getName());

    private final Policy policy;
    private final Exemptions exemptions;
    private final Authority authority;

    public RulesDecisionPoint(Policy policy) {
        this(policy, Exemptions.NONE);
    }

    RulesDecisionPoint(Policy policy, Exemptions exemptions) {
        this.policy = policy;
        this.exemptions = exemptions;
        this.authority = new Authority(policy.name(), policy.hash());
    }

    Policy policy() {
        return policy;
    }

    Exemptions exemptions() {
        return exemptions;
    }

    @Override
    public Decision decide(Action action, List<Finding> found) {
        List<Finding> findings = new ArrayList<>();
        for (Policy.Enabled enabled : policy.rules()) {
            List<Finding> judged = judge(enabled.id(), enabled.rule(), action);
            exemptions.applied(enabled.id(), action, judged, wider -> judge(enabled.id(), wider, action))
                    .forEach(finding -> findings.add(enabled.mode().applied(finding)));
        }
        return Decision.of(authority, reconciled(findings).distinct().toList());
    }

    /** What one finding wants left out, no other one mends. */
    private static Stream<Finding> reconciled(List<Finding> findings) {
        Map<String, Mend> leftOut = new HashMap<>();
        for (Finding finding : findings) {
            if (finding.mend() instanceof Mend.Without(String what)) {
                leftOut.put(what, finding.mend());
            }
        }
        return findings.stream().map(finding -> finding.mend() instanceof Mend.Changing(String thing, Mend mend)
                ? finding.with(leftOut.getOrDefault(thing, mend))
                : finding);
    }

    private static List<Finding> judge(String id, Rule rule, Action action) {
        Findings findings = new Findings(id);
        try {
            for (Aspect aspect : action.aspects()) {
                findings.about(aspect);
                rule.judge(aspect, findings);
            }
            return findings.all();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "rule " + id + " failed on decision " + action.id(), e);
            List<Finding> all = new ArrayList<>(findings.all());
            all.add(Finding.fails(id, "the rule failed; the plugin's log says why"));
            return all;
        }
    }
}
