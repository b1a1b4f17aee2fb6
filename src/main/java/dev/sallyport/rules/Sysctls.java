package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;

/** {@code sysctls}: kernel parameters. */
@Demand(value = "sets only kernel parameters that are safe to set", controls = "PSS baseline")
record Sysctls(@Doc("Kernel parameters that may be set.") List<String> allowed) implements WorkloadRule {

    /** The safe set of the Pod Security Standards. */
    static final Sysctls STANDARD = new Sysctls(List.of(
            "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes"));

    Sysctls {
        NarrowGlob.refuseAmong("allowed", allowed);
    }

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        workload.host().sysctls().keySet().stream()
                // The kernel takes a slash for a dot.
                .filter(name -> !allowed.contains(name.replace('/', '.')))
                .forEach(name -> findings.add("sets " + name, "only safe kernel parameters",
                        "leave out --sysctl " + name, Admission.add("allowed", name.replace('/', '.'))));
    }
}
