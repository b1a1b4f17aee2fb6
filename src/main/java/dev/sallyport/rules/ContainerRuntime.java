package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.List;
import java.util.Set;

/** {@value #ID}: which program makes containers. All other rules rest on its doing what it is told. */
final class ContainerRuntime implements WorkloadRule {

    static final String ID = "runtime";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "runs with an OCI runtime of the list",
            "",
            List.of(Parameter.texts("allowed", List.of("runc", "io.containerd.runc.v2"),
                    "Runtimes that may be asked for; the daemon's default is always allowed.")),
            (arguments, _) -> new ContainerRuntime(arguments));

    private final Set<String> allowed;

    private ContainerRuntime(Arguments arguments) {
        this.allowed = Set.copyOf(arguments.texts("allowed"));
    }

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
        String runtime = workload.host().runtime();
        boolean byRequest = workload.stage() == Aspect.Stage.CREATE;
        if (byRequest && !runtime.isEmpty() && !allowed.contains(runtime)) {
            findings.add("asks for the runtime " + runtime, "one of " + String.join(", ", allowed), "leave out --runtime " + runtime);
        }
    }
}
