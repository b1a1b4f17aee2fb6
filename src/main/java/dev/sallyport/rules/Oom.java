package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.Range;

/** {@code oom}: when memory runs out, the container goes before the host's own services. */
@Demand(value = "can be killed when memory runs out, and not after the host's own services")
record Oom(
        @Doc("Whether the kernel may be told never to kill it (--oom-kill-disable): with a limit it hangs then, "
                + "without one the host does.") boolean killDisable,
        @Doc("The least --oom-score-adj: below 0, processes of the host are killed first.")
        @Range(min = -1000, max = 1000) int minScore)
        implements WorkloadRule {

    static final Oom STANDARD = new Oom(false, 0);

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        if (!killDisable && workload.host().resources().oomKillDisable().orElse(false)) {
            findings.add("is never killed when memory runs out", "killed like any", "leave out --oom-kill-disable",
                    Admission.set("kill-disable", true));
        }
        long score = workload.host().oomScoreAdj();
        if (score < minScore) {
            findings.add("has an oom-score-adj of " + score, minScore + " or more",
                    "leave out --oom-score-adj " + score, Admission.set("min-score", score));
        }
    }
}
