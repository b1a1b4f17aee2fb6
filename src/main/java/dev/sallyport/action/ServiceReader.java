package dev.sallyport.action;

import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a service into the host configuration that swarm gives its containers (moby,
 * daemon/cluster/executor/container/container.go), so that rules need not know two dialects.
 */
final class ServiceReader {

    private ServiceReader() {}

    static HostConfig hostConfig(ServiceSpec service) {
        ServiceSpec.ContainerSpec container = service.taskTemplate().containerSpec().orElseThrow();
        Map<String, Object> host = new HashMap<>();
        host.put("CapAdd", container.capabilityAdd());
        host.put("CapDrop", container.capabilityDrop());
        host.put("Sysctls", container.sysctls());
        host.put("GroupAdd", container.groups());
        host.put("ReadonlyRootfs", container.readOnly());
        host.put("SecurityOpt", container.privileges().map(ServiceReader::securityOptions).orElse(List.of()));
        limits(service).ifPresent(limit -> {
            host.put("Memory", limit.memoryBytes());
            host.put("NanoCpus", limit.nanoCpus());
            host.put("PidsLimit", limit.pids());
        });
        service.taskTemplate().logDriver().ifPresent(driver -> host.put(
                "LogConfig", Map.of("Type", driver.name(), "Config", driver.options())));
        swap(service).ifPresent(swap -> host.put("MemorySwap", swap));
        return Views.of(host, HostConfig.class);
    }

    private static Optional<ServiceSpec.Limit> limits(ServiceSpec service) {
        return service.taskTemplate().resources().flatMap(ServiceSpec.ResourceRequirements::limits);
    }

    /** {@code SwapBytes} is the swap alone, {@code MemorySwap} the sum of both; negative is unlimited in either. */
    private static Optional<Long> swap(ServiceSpec service) {
        long memory = limits(service).map(ServiceSpec.Limit::memoryBytes).orElse(0L);
        return service.taskTemplate().resources()
                .flatMap(ServiceSpec.ResourceRequirements::swapBytes)
                .map(swap -> swap < 0 ? -1L : memory + swap);
    }

    /** Names or ids of networks, of the task and, for old API versions, of the service. */
    static List<String> networks(ServiceSpec service) {
        List<String> targets = new ArrayList<>();
        service.taskTemplate().networks().forEach(network -> targets.add(network.target()));
        service.networks().forEach(network -> targets.add(network.target()));
        return targets;
    }

    private static List<String> securityOptions(ServiceSpec.Privileges privileges) {
        List<String> options = new ArrayList<>();
        if (privileges.noNewPrivileges()) {
            options.add("no-new-privileges=true");
        }
        privileges.seccomp().map(ServiceSpec.Profile::mode).filter(mode -> !mode.isEmpty() && !mode.equals("default"))
                .ifPresent(mode -> options.add("seccomp=" + mode));
        privileges.appArmor().map(ServiceSpec.Profile::mode).filter(mode -> !mode.isEmpty() && !mode.equals("default"))
                .ifPresent(mode -> options.add("apparmor=" + (mode.equals("disabled") ? "unconfined" : mode)));
        privileges.selinuxContext().ifPresent(selinux -> selinux(selinux, options));
        return options;
    }

    private static void selinux(ServiceSpec.SelinuxContext selinux, List<String> options) {
        if (selinux.disable()) {
            options.add("label=disable");
        }
        Map.of("user", selinux.user(), "role", selinux.role(), "type", selinux.type(), "level", selinux.level())
                .forEach((part, value) -> {
                    if (!value.isEmpty()) {
                        options.add("label=" + part + ":" + value);
                    }
                });
    }
}
