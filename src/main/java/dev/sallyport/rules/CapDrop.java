package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.Capabilities;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@value #ID}: capabilities that every container must drop. */
final class CapDrop implements WorkloadRule {

    static final String ID = "cap-drop";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "drops ALL capabilities, or at least those listed",
            "CIS 5.4; PSS restricted",
            List.of(Parameter.texts("required", List.of(Capabilities.ALL), "Capabilities that must be dropped; ALL stands for every one.")),
            (arguments, _) -> new CapDrop(arguments));

    private final Set<String> required;

    private CapDrop(Arguments arguments) {
        this.required = Capabilities.normalized(arguments.texts("required"));
    }

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
        Set<String> dropped = Capabilities.normalized(workload.host().capDrop());
        if (dropped.contains(Capabilities.ALL)) {
            return;
        }
        Set<String> missing = new TreeSet<>(required);
        missing.removeAll(dropped);
        if (!missing.isEmpty()) {
            String flags = "--cap-drop " + String.join(" --cap-drop ", missing);
            findings.add(
                    dropped.isEmpty() ? "drops no capability" : "drops only " + String.join(", ", dropped),
                    String.join(", ", missing) + " dropped",
                    flags);
        }
    }
}
