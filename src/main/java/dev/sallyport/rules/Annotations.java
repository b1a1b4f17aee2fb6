package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;

/** {@code annotations}: annotations reach the runtime as they are, and some runtimes obey them before anything else. */
@Demand("carries no annotation that a runtime takes for an order, such as systemd properties that lift limits")
record Annotations(@Doc("Beginnings of names that are forbidden.") List<String> forbidden) implements WorkloadRule {

    static final Annotations STANDARD = new Annotations(List.of(
            "org.systemd.property.", "run.oci.", "io.katacontainers.", "io.containerd.", "dev.gvisor.", "nvidia.",
            "cdi.k8s.io/"));

    Annotations {
        NarrowGlob.refuseAmong("forbidden", forbidden);
    }

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        workload.host().annotations().keySet().stream()
                .filter(name -> forbidden.stream().anyMatch(name::startsWith))
                .forEach(name -> findings.add("carries the annotation " + name, "none that steers the runtime",
                        "leave out --annotation " + name,
                        Admission.remove("forbidden", forbidden.stream().filter(name::startsWith).toArray())));
    }
}
