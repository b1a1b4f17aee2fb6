package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.body.Resources;
import java.util.List;

/** {@value #ID}: CPU time is bounded or weighted. */
final class CpuLimit implements Rule {

    static final String ID = "cpu-limit";

    private static final double NANOS = 1e9;
    private static final long DEFAULT_PERIOD = 100_000;

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "has a bound on CPU time",
            "CIS 5.12",
            List.of(
                    Parameter.number("max", 0, "The most CPUs; 0 for any."),
                    Parameter.flag("shares", true, "Whether relative weight (--cpu-shares) is bound enough.")),
            (arguments, _) -> new CpuLimit(arguments));

    private final double max;
    private final boolean sharesSuffice;

    private CpuLimit(Arguments arguments) {
        this.max = arguments.number("max");
        this.sharesSuffice = arguments.flag("shares");
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> {
                if (workload.stage().runs()) {
                    limit(workload, findings);
                    bounds(workload.host().resources(), findings);
                }
            }
            case Aspect.ResourceChange change -> bounds(change.resources(), findings);
            case Aspect.Invocation _, Aspect.ProcessStart _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
    }

    private void limit(Aspect.Workload workload, Findings findings) {
        Resources resources = workload.host().resources();
        boolean weighted = sharesSuffice && max == 0 && resources.cpuShares() > 0;
        if (cpus(resources) == 0 && !weighted) {
            String flag = workload.stage() == Aspect.Stage.SERVICE ? "--limit-cpu" : "--cpus";
            findings.add("has no CPU limit", max > 0 ? "at most " + max + " CPUs" : "a limit", flag + " " + (max > 0 ? Math.min(max, 1) : 1));
        }
    }

    private void bounds(Resources resources, Findings findings) {
        if (resources.cpuQuota() < 0) {
            findings.add("has an unlimited CPU quota", "a limited one", "--cpus " + (max > 0 ? max : 1));
        } else if (max > 0 && cpus(resources) > max) {
            findings.add("may use " + cpus(resources) + " CPUs", "at most " + max, "--cpus " + max);
        }
    }

    private static double cpus(Resources resources) {
        if (resources.nanoCpus() > 0) {
            return resources.nanoCpus() / NANOS;
        }
        long period = resources.cpuPeriod() > 0 ? resources.cpuPeriod() : DEFAULT_PERIOD;
        return resources.cpuQuota() > 0 ? (double) resources.cpuQuota() / period : 0;
    }
}
