package dev.sallyport.rules;

import dev.sallyport.action.Aspect;

/** {@code privileged}: no container has every capability and device of its host. */
@Demand(value = "is not privileged", controls = "CIS 5.5; PSS baseline")
record Privileged() implements WorkloadRule {

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        if (workload.host().privileged()) {
            findings.add("is privileged: every capability and device of the host", "not privileged",
                    "leave out --privileged");
        }
    }
}
