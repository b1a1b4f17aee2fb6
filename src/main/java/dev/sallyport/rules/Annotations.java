package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.List;

/** {@value #ID}: annotations reach the runtime as they are, and some runtimes obey them before anything else. */
final class Annotations implements WorkloadRule {

    static final String ID = "annotations";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "carries no annotation that a runtime takes for an order, such as systemd properties that lift limits",
            "",
            List.of(Parameter.texts("forbidden",
                    List.of("org.systemd.property.", "run.oci.", "io.katacontainers.", "io.containerd.", "dev.gvisor.", "nvidia.", "cdi.k8s.io/"),
                    "Beginnings of names that are forbidden.")),
            (arguments, _) -> new Annotations(arguments));

    private final List<String> forbidden;

    private Annotations(Arguments arguments) {
        this.forbidden = arguments.texts("forbidden");
    }

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
        workload.host().annotations().keySet().stream()
                .filter(name -> forbidden.stream().anyMatch(name::startsWith))
                .forEach(name -> findings.add("carries the annotation " + name, "none that steers the runtime", "leave out --annotation " + name));
    }
}
