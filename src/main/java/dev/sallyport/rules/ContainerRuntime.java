package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;

/** {@code runtime}: which program makes containers. All other rules rest on its doing what it is told. */
@Demand("runs with an OCI runtime of the list")
record ContainerRuntime(
        @Doc("Runtimes that may be asked for; the daemon's default is always allowed.") List<String> allowed)
        implements WorkloadRule {

    static final ContainerRuntime STANDARD = new ContainerRuntime(List.of("runc", "io.containerd.runc.v2"));

    ContainerRuntime {
        NarrowGlob.refuseAmong("allowed", allowed);
    }

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        String runtime = workload.host().runtime();
        boolean byRequest = workload.stage() == Aspect.Stage.CREATE;
        if (byRequest && !runtime.isEmpty() && !allowed.contains(runtime)) {
            findings.add("asks for the runtime " + runtime, Findings.oneOf(allowed),
                    "leave out --runtime " + runtime, Admission.add("allowed", runtime));
        }
    }
}
