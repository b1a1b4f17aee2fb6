package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.List;
import java.util.Set;

/** {@value #ID}: set-user-ID programs gain nothing. */
final class NoNewPrivileges implements WorkloadRule {

    static final String ID = "no-new-privileges";

    /** Go's strconv.ParseBool. */
    private static final Set<String> TRUE = Set.of("", "1", "t", "T", "true", "TRUE", "True");

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID, "sets no-new-privileges, so that set-user-ID programs gain nothing", "CIS 5.26; PSS restricted", List.of(),
            (_, _) -> new NoNewPrivileges());

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
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
