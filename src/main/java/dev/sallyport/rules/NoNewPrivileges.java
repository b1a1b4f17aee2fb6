package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.Set;

/** {@code no-new-privileges}: set-user-ID programs gain nothing. */
@Demand(
        value = "sets no-new-privileges, so that set-user-ID programs gain nothing",
        controls = "CIS 5.26; PSS restricted")
record NoNewPrivileges() implements WorkloadRule {

    /** Go's strconv.ParseBool. */
    private static final Set<String> TRUE = Set.of("", "1", "t", "T", "true", "TRUE", "True");

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        boolean set = false;
        for (SecurityOptions option : SecurityOptions.parse(workload.host().securityOpt())) {
            if (option.key().equals("no-new-privileges")) {
                // The last one wins.
                set = TRUE.contains(option.value());
            }
        }
        if (!set) {
            findings.add("processes may gain privileges", "no-new-privileges", "--security-opt no-new-privileges");
        }
    }
}
