package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.Capabilities;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code cap-add}: capabilities that a container may add. */
@Demand(value = "adds only the capabilities listed", controls = "CIS 5.4; PSS baseline and restricted")
record CapAdd(@Doc("Capabilities that may be added.") List<String> allowed) implements WorkloadRule {

    static final CapAdd STANDARD = new CapAdd(List.of("NET_BIND_SERVICE"));

    /** As dockerd takes them: in any case, with or without CAP_. */
    CapAdd {
        allowed = List.copyOf(Capabilities.normalized(allowed));
    }

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        Set<String> forbidden = new TreeSet<>(Capabilities.normalized(workload.host().capAdd()));
        forbidden.addAll(Capabilities.normalized(workload.host().capabilities()));
        allowed.forEach(forbidden::remove);
        if (!forbidden.isEmpty() && !allowed.contains(Capabilities.ALL)) {
            findings.add(
                    "adds " + String.join(", ", forbidden),
                    allowed.isEmpty() ? "none added" : "none but " + String.join(", ", allowed),
                    "leave out --cap-add " + String.join(" --cap-add ", forbidden));
        }
    }
}
