package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Mend;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.settings.Doc;
import java.math.BigDecimal;
import java.util.Optional;

/** {@code cpu-limit}: CPU time is bounded or weighted. */
@Demand(value = "has a bound on CPU time", controls = "CIS 5.12")
record CpuLimit(
        @Doc("The most CPUs; 0 for any.") double max,
        @Doc("Whether relative weight (--cpu-shares) is bound enough.") boolean shares)
        implements Rule {

    private static final double NANOS = 1e9;
    private static final long DEFAULT_PERIOD = 100_000;

    static final CpuLimit STANDARD = new CpuLimit(0, true);

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            limit(workload, findings);
            bounds(workload.host().resources(), findings);
        }
    }

    @Override
    public void resourceChange(Aspect.ResourceChange change, Findings findings) {
        bounds(change.resources(), findings);
    }

    private void limit(Aspect.Workload workload, Findings findings) {
        Resources resources = workload.host().resources();
        boolean weighted = shares && max == 0 && resources.cpuShares() > 0;
        if (cpus(resources) == 0 && !weighted) {
            String flag = workload.stage() == Aspect.Stage.SERVICE ? "--limit-cpu" : "--cpus";
            findings.add("has no CPU limit", max > 0 ? "at most " + number(max) : "a limit",
                    Mend.of(flag + " " + number(max > 0 ? Math.min(max, 1) : 1)),
                    Optional.of(Admission.set("shares", true)).filter(_ -> max == 0 && resources.cpuShares() > 0));
        }
    }

    private void bounds(Resources resources, Findings findings) {
        if (resources.cpuQuota() < 0) {
            findings.add("has an unlimited CPU quota", "a limited one", "--cpus " + number(max > 0 ? max : 1));
        } else if (max > 0 && cpus(resources) > max) {
            findings.add("may use " + number(cpus(resources)) + (cpus(resources) == 1 ? " CPU" : " CPUs"),
                    "at most " + number(max),
                    "--cpus " + number(max), Admission.set("max", cpus(resources)));
        }
    }

    /** {@code 2}, {@code 0.5}. */
    private static String number(double cpus) {
        return BigDecimal.valueOf(cpus).stripTrailingZeros().toPlainString();
    }

    private static double cpus(Resources resources) {
        if (resources.nanoCpus() > 0) {
            return resources.nanoCpus() / NANOS;
        }
        long period = resources.cpuPeriod() > 0 ? resources.cpuPeriod() : DEFAULT_PERIOD;
        return resources.cpuQuota() > 0 ? (double) resources.cpuQuota() / period : 0;
    }
}
