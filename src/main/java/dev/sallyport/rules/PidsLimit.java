package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;

/** {@code pids-limit}: the number of processes is bounded. */
@Demand(value = "has a bound on the number of processes", controls = "CIS 5.29")
record PidsLimit(@Doc("The largest bound; 0 for any.") long max) implements Rule {

    static final PidsLimit STANDARD = new PidsLimit(0);

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            String flag = workload.stage() == Aspect.Stage.SERVICE ? "--limit-pids" : "--pids-limit";
            limit(workload.host().resources().pidsLimit().orElse(0L), flag, findings);
        }
    }

    /** In an update an absent bound changes nothing, but 0 and -1 lift it. The docker CLI sends null. */
    @Override
    public void resourceChange(Aspect.ResourceChange change, Findings findings) {
        change.resources().pidsLimit().ifPresent(bound -> limit(bound, "--pids-limit", findings));
    }

    private void limit(long bound, String flag, Findings findings) {
        if (bound <= 0) {
            findings.add("has no bound on processes", max > 0 ? "at most " + max : "a bound",
                    flag + " " + (max > 0 ? Math.min(max, 256) : 256));
        } else if (max > 0 && bound > max) {
            findings.add("may run " + bound + " processes", "at most " + max, flag + " " + max,
                    Admission.set("max", bound));
        }
    }
}
