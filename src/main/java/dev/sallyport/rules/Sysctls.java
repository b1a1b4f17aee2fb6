package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.List;
import java.util.Set;

/** {@value #ID}: kernel parameters. */
final class Sysctls implements WorkloadRule {

    static final String ID = "sysctls";

    /** The safe set of the Pod Security Standards. */
    private static final List<String> SAFE = List.of(
            "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes");

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "sets only kernel parameters that are safe to set",
            "PSS baseline",
            List.of(Parameter.texts("allowed", SAFE, "Kernel parameters that may be set.")),
            (arguments, _) -> new Sysctls(arguments));

    private final Set<String> allowed;

    private Sysctls(Arguments arguments) {
        this.allowed = Set.copyOf(arguments.texts("allowed"));
    }

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
        workload.host().sysctls().keySet().stream()
                // The kernel takes a slash for a dot.
                .filter(name -> !allowed.contains(name.replace('/', '.')))
                .forEach(name -> findings.add("sets " + name, "only safe kernel parameters", "leave out --sysctl " + name));
    }
}
