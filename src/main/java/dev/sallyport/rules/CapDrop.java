package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.Capabilities;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Set;

/** {@code cap-drop}: capabilities that every container must drop. */
@Demand(value = "drops ALL capabilities, or at least those listed", controls = "CIS 5.4; PSS restricted")
record CapDrop(
        @Doc("Capabilities that must be dropped; ALL stands for every one.") List<CapabilityName> required)
        implements WorkloadRule {

    static final CapDrop STANDARD = new CapDrop(CapabilityName.of(Capabilities.ALL));

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        Set<String> dropped = Capabilities.normalized(workload.host().capDrop());
        if (dropped.contains(Capabilities.ALL)) {
            return;
        }
        Set<String> missing = CapabilityName.names(required);
        missing.removeAll(dropped);
        if (!missing.isEmpty()) {
            String flags = "--cap-drop " + String.join(" --cap-drop ", missing);
            findings.add(
                    dropped.isEmpty() ? "drops no capability" : "drops only " + String.join(", ", dropped),
                    String.join(", ", missing) + " dropped",
                    flags,
                    Admission.remove("required", missing.toArray()));
        }
    }
}
