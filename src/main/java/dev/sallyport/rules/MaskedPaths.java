package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code masked-paths}: kernel interfaces stay out of reach. */
@Demand(value = "keeps the kernel paths masked that dockerd masks", controls = "PSS baseline")
record MaskedPaths() implements WorkloadRule {

    /** What every engine from 20.10 to 29 masks by itself (moby, oci/defaults.go). */
    private static final List<String> MASKED = List.of(
            "/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
            "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware");

    /** What any of them masks. */
    private static final List<String> MASKED_BY_ANY =
            Stream.concat(MASKED.stream(), Stream.of("/proc/interrupts", "/sys/devices/virtual/powercap")).toList();

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        if (workload.host().privileged()) {
            // Then nothing is masked, and the rule privileged says what there is to say.
            return;
        }
        // The daemon's own list differs from engine to engine; whoever brings a list must bring all of them.
        check("masked", workload.host().maskedPaths(), workload.stage() == Aspect.Stage.CREATE ? MASKED_BY_ANY : MASKED,
                findings);
        check("read-only", workload.host().readonlyPaths(), READ_ONLY, findings);
        writableCgroups(workload.host().securityOpt(), findings);
    }

    /** Absent is the daemon's default; an empty list is not: it unmasks everything. */
    private static void check(String how, Optional<List<String>> given, List<String> wanted, Findings findings) {
        List<String> missing =
                given.map(paths -> wanted.stream().filter(path -> !paths.contains(path)).toList()).orElse(List.of());
        if (!missing.isEmpty()) {
            findings.add(
                    missing.size() == wanted.size()
                            ? "has no " + how + " kernel paths"
                            : String.join(", ", missing) + " not " + how,
                    "the daemon's defaults",
                    "leave out --security-opt systempaths=unconfined");
        }
    }

    /** Engine 29: mounts /sys/fs/cgroup writable. */
    private static void writableCgroups(List<String> options, Findings findings) {
        SecurityOptions.parse(options).stream()
                .filter(option -> option.key().equals("writable-cgroups"))
                .filter(option -> !List.of("false", "0", "f", "F", "FALSE", "False").contains(option.value()))
                .forEach(_ -> findings.add("has writable cgroups", "read-only ones",
                        "leave out --security-opt writable-cgroups"));
    }
}
