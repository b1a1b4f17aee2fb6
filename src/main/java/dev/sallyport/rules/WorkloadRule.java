package dev.sallyport.rules;

import dev.sallyport.action.Aspect;

/** A rule about containers as they run, and nothing else. */
interface WorkloadRule extends Rule {

    void container(Aspect.Workload workload, Findings findings);

    @Override
    default void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            container(workload, findings);
        }
    }
}
