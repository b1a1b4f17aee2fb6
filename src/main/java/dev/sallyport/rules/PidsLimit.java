package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.List;
import java.util.Optional;

/** {@value #ID}: the number of processes is bounded. */
final class PidsLimit implements Rule {

    static final String ID = "pids-limit";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "has a bound on the number of processes",
            "CIS 5.29",
            List.of(Parameter.whole("max", 0, "The largest bound; 0 for any.")),
            (arguments, _) -> new PidsLimit(arguments));

    private final long max;

    private PidsLimit(Arguments arguments) {
        this.max = arguments.whole("max");
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> {
                if (workload.stage().runs()) {
                    String flag = workload.stage() == Aspect.Stage.SERVICE ? "--limit-pids" : "--pids-limit";
                    limit(workload.host().resources().pidsLimit().orElse(0L), flag, findings);
                }
            }
            case Aspect.ResourceChange change -> change(change.resources().pidsLimit(), findings);
            case Aspect.Invocation _, Aspect.ProcessStart _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
    }

    /** In an update an absent bound changes nothing, but 0 and -1 lift it. The docker CLI sends null. */
    private void change(Optional<Long> bound, Findings findings) {
        bound.ifPresent(value -> limit(value, "--pids-limit", findings));
    }

    private void limit(long bound, String flag, Findings findings) {
        if (bound <= 0) {
            findings.add("has no bound on processes", max > 0 ? "at most " + max : "a bound", flag + " " + (max > 0 ? Math.min(max, 256) : 256));
        } else if (max > 0 && bound > max) {
            findings.add("may run " + bound + " processes", "at most " + max, flag + " " + max);
        }
    }
}
