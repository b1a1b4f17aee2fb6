package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.List;

/** {@value #ID}: no container has every capability and device of its host. */
final class Privileged implements WorkloadRule {

    static final String ID = "privileged";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID, "is not privileged", "CIS 5.5; PSS baseline", List.of(), (_, _) -> new Privileged());

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
        if (workload.host().privileged()) {
            findings.add("is privileged: every capability and device of the host", "not privileged", "leave out --privileged");
        }
    }
}
