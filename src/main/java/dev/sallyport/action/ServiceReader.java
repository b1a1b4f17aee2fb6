package dev.sallyport.action;

import dev.sallyport.action.Aspect.Chosen;
import dev.sallyport.action.Aspect.HostFiles;
import dev.sallyport.action.Aspect.Stage;
import dev.sallyport.engine.Call;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.EndpointSettings;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.engine.body.Mount;
import dev.sallyport.engine.body.ServiceSpec;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads services into the host configuration that swarm gives their containers (moby,
 * daemon/cluster/executor/container/container.go), so that rules need not know two dialects.
 */
final class ServiceReader {

    /** moby, daemon/server/router/swarm/helpers.go: below this version capabilities and pids limits are dropped. */
    private static final String WITH_CAPABILITIES = "1.41";

    private final Call call;
    private final ActionBuilder action;
    private final Inquiry inquiry;
    private final MountReader mounts;

    ServiceReader(Call call, ActionBuilder action, Inquiry inquiry, MountReader mounts) {
        this.call = call;
        this.action = action;
        this.inquiry = inquiry;
        this.mounts = mounts;
    }

    void read(ServiceSpec service) throws UnreadableException {
        refuseUnjudgeable(service);
        if (service.taskTemplate().containerSpec().isEmpty()) {
            return;
        }
        ServiceSpec.ContainerSpec container = service.taskTemplate().containerSpec().get();
        Lookup<Inspected.Image> image = ContainerReader.image(inquiry, container.image());
        HostConfig host = hostConfig(service);
        action.add(new Aspect.Workload(
                Stage.SERVICE,
                container.image(),
                UserResolver.ofService(container.user()),
                host,
                new Chosen("", host.logConfig().type(), host.resources().memorySwap() < 0),
                mounted(container, image),
                HostFiles.NONE,
                attached(service),
                inquiry.machine(),
                Setup.of(container.env(), container.labels(), container.healthcheck(),
                        ContainerReader.known(image))));
    }

    private void refuseUnjudgeable(ServiceSpec service) throws UnreadableException {
        if (call.target().version().filter(version -> version.isBefore(WITH_CAPABILITIES)).isPresent()) {
            throw new UnreadableException("below API version 1.41 dockerd drops a service's capabilities and limits",
                    "API version 1.41 or later");
        }
        String rollback = call.query().first("rollback");
        if (!rollback.isEmpty() && !rollback.equals("none")) {
            throw new UnreadableException(
                    "a rollback runs the service's previous specification, which is not in the request");
        }
        if (service.taskTemplate().pluginSpec().isPresent() || service.taskTemplate().runtime().equals("plugin")) {
            throw new UnreadableException("the service installs a plugin on the nodes");
        }
    }

    private List<MountUse> mounted(ServiceSpec.ContainerSpec container, Lookup<Inspected.Image> image)
            throws UnreadableException {
        MountReader.refuseTooMany(container.mounts().size());
        List<MountUse> used = new ArrayList<>();
        for (Mount mount : container.mounts()) {
            used.add(mounts.mount(mount, ""));
        }
        mounts.addVolumes(used, ContainerReader.volumes(image), MountUse.Origin.IMAGE);
        return used;
    }

    /** Swarm takes names, ids, and beginnings of ids; the host's network by any of them gives the host's network. */
    private Map<String, EndpointSettings> attached(ServiceSpec service) {
        Map<String, EndpointSettings> attached = new TreeMap<>();
        for (String target : networks(service)) {
            String name = switch (inquiry.ask(new Question.Network(target))) {
                case Lookup.Found<Inspected.Network>(Inspected.Network network) ->
                        network.driver().equals("host") ? "host" : network.name();
                case Lookup.Absent<Inspected.Network>() -> target;
                case Lookup.Failed<Inspected.Network>(String why) -> {
                    inquiry.notKnown("the network " + target, why);
                    yield target;
                }
            };
            attached.put(name, Views.of(Map.of(), EndpointSettings.class));
        }
        return attached;
    }

    private static HostConfig hostConfig(ServiceSpec service) {
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
        host.put("OomScoreAdj", container.oomScoreAdj());
        host.put("Ulimits", container.ulimits().stream()
                .map(limit -> Map.of("Name", limit.name(), "Hard", limit.hard(), "Soft", limit.soft())).toList());
        host.put("RestartPolicy", restart(service.taskTemplate().restartPolicy()));
        host.put("PortBindings", published(service));
        return Views.of(host, HostConfig.class);
    }

    /** In a container's words: swarm starts tasks again whatever they ended with, and without end, unless told. */
    private static Map<String, Object> restart(Optional<ServiceSpec.RestartPolicy> policy) {
        long attempts = policy.flatMap(ServiceSpec.RestartPolicy::maxAttempts).orElse(0L);
        boolean never = policy.map(ServiceSpec.RestartPolicy::condition).filter("none"::equals).isPresent();
        boolean onFailure = policy.map(ServiceSpec.RestartPolicy::condition).filter("on-failure"::equals).isPresent();
        String name = never ? "no" : onFailure || attempts > 0 ? "on-failure" : "always";
        return Map.of("Name", name, "MaximumRetryCount", attempts);
    }

    /** On every address of every node, or of those where it runs. */
    private static Map<String, Object> published(ServiceSpec service) {
        return service.endpointSpec().map(ServiceSpec.EndpointSpec::ports).orElse(List.of()).stream()
                .collect(Collectors.groupingBy(
                        port -> port.targetPort() + "/" + (port.protocol().isEmpty() ? "tcp" : port.protocol()),
                        TreeMap::new,
                        Collectors.mapping(
                                port -> (Object) Map.of("HostPort", String.valueOf(port.publishedPort())),
                                Collectors.collectingAndThen(Collectors.toList(), list -> (Object) list))));
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
    private static List<String> networks(ServiceSpec service) {
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
