package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.List;

/** {@value #ID}: the container's own files stay as its image has them. */
final class ReadOnlyRootfs implements WorkloadRule {

    static final String ID = "read-only-rootfs";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID, "has a read-only root file system", "CIS 5.13", List.of(), (_, _) -> new ReadOnlyRootfs());

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
        if (!workload.host().readonlyRootfs()) {
            findings.add("has a writable root file system", "a read-only one", "--read-only --tmpfs /tmp");
        }
    }
}
