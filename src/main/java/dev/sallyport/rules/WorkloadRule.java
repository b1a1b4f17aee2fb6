package dev.sallyport.rules;

import dev.sallyport.action.Aspect;

/** A rule about containers as they run, and nothing else. */
interface WorkloadRule extends Rule {

    void judge(Aspect.Workload workload, Findings findings);

    @Override
    default void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> {
                if (workload.stage().runs()) {
                    judge(workload, findings);
                }
            }
            case Aspect.Invocation _, Aspect.ResourceChange _, Aspect.ProcessStart _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
    }
}
