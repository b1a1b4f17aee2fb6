package dev.sallyport.rules;

import dev.sallyport.action.Aspect;

/** {@code read-only-rootfs}: the container's own files stay as its image has them. */
@Demand(value = "has a read-only root file system", controls = "CIS 5.13")
record ReadOnlyRootfs() implements WorkloadRule {

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        if (!workload.host().readonlyRootfs()) {
            findings.add("has a writable root file system", "a read-only one", "--read-only");
        }
    }
}
