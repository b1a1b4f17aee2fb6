package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.Capabilities;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code cap-add}: capabilities that a container may add. */
@Demand(value = "adds only the capabilities listed", controls = "CIS 5.4; PSS baseline and restricted")
record CapAdd(@Doc("Capabilities that may be added.") List<CapabilityName> allowed) implements WorkloadRule {

    static final CapAdd STANDARD = new CapAdd(CapabilityName.of("NET_BIND_SERVICE"));

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        Set<String> forbidden = new TreeSet<>(Capabilities.normalized(workload.host().capAdd()));
        forbidden.addAll(Capabilities.normalized(workload.host().capabilities()));
        Set<String> listed = CapabilityName.names(allowed);
        forbidden.removeAll(listed);
        if (!forbidden.isEmpty() && !listed.contains(Capabilities.ALL)) {
            findings.add(
                    "adds " + String.join(", ", forbidden),
                    listed.isEmpty() ? "none added" : "none but " + String.join(", ", listed),
                    "leave out --cap-add " + String.join(" --cap-add ", forbidden),
                    Admission.add("allowed", forbidden.toArray()));
        }
    }
}
