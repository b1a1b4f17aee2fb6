package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.Capabilities;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@value #ID}: capabilities that a container may add. */
final class CapAdd implements WorkloadRule {

    static final String ID = "cap-add";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "adds only the capabilities listed",
            "CIS 5.4; PSS baseline and restricted",
            List.of(Parameter.texts("allowed", List.of("NET_BIND_SERVICE"), "Capabilities that may be added.")),
            (arguments, _) -> new CapAdd(arguments));

    private final Set<String> allowed;

    private CapAdd(Arguments arguments) {
        this.allowed = Capabilities.normalized(arguments.texts("allowed"));
    }

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
        Set<String> forbidden = new TreeSet<>(Capabilities.normalized(workload.host().capAdd()));
        forbidden.addAll(Capabilities.normalized(workload.host().capabilities()));
        forbidden.removeAll(allowed);
        if (!forbidden.isEmpty() && !allowed.contains(Capabilities.ALL)) {
            findings.add(
                    "adds " + String.join(", ", forbidden),
                    allowed.isEmpty() ? "none added" : "none but " + String.join(", ", new TreeSet<>(allowed)),
                    "leave out --cap-add " + String.join(" --cap-add ", forbidden));
        }
    }
}
