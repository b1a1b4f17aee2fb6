package dev.sallyport.rules;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who judges each field that a request can set, or why nobody needs to. A test holds it against the records in
 * {@code engine.body}: a field that is new there cannot arrive without an owner.
 */
public final class FieldOwners {

    /**
     * @param rules the ids of the rules that look at it; {@code request} for what no policy can turn off; may be empty
     * @param why what about it is judged, or why nobody needs to
     */
    public record Owner(List<String> rules, String why) {}

    /** The record's name and the component's, who judges it, and why. */
    private static final String TABLE = """
            ContainerConfig.hostname | | a name in a namespace of its own; the host's is host-namespaces' business
            ContainerConfig.domainname | | as hostname
            ContainerConfig.user | non-root |
            ContainerConfig.attachStdin | | the client's own stream
            ContainerConfig.attachStdout | | the client's own stream
            ContainerConfig.attachStderr | | the client's own stream
            ContainerConfig.exposedPorts | | says something about the container; published is what HostConfig says
            ContainerConfig.tty | | the client's own stream
            ContainerConfig.openStdin | | the client's own stream
            ContainerConfig.stdinOnce | | the client's own stream
            ContainerConfig.env | secrets-in-env | otherwise the container's own; whoever makes NVIDIA's runtime the \
            daemon's default lets every container ask it for GPUs by this
            ContainerConfig.cmd | | what runs in the container is what the other rules bound
            ContainerConfig.argsEscaped | | Windows
            ContainerConfig.image | image-source, image-identity, image-digest |
            ContainerConfig.volumes | read-only-mounts |
            ContainerConfig.workingDir | | runc 1.1.12 and later refuse one that leads outside (CVE-2024-21626)
            ContainerConfig.entrypoint | | as cmd
            ContainerConfig.networkDisabled | | less, never more
            ContainerConfig.onBuild | | for builds from the image; a build's steps are bounded by the builder
            ContainerConfig.labels | labels | words about the container; whoever trusts them must know who may set them
            ContainerConfig.stopSignal | | to the container's own process
            ContainerConfig.stopTimeout | | how long a stop waits
            ContainerConfig.shell | | for builds from the image
            ContainerConfig.macAddress | | on the container's own interface
            Healthcheck.test | healthcheck, non-root | runs as the container's user, by name too
            Healthcheck.interval | healthcheck |
            Healthcheck.timeout | | how long one may take; the next waits for it
            Healthcheck.startPeriod | | how long failures do not count
            Healthcheck.startInterval | healthcheck |
            Healthcheck.retries | | how many failures count as unhealthy
            HostConfig.binds | read-only-mounts, host-paths, request |
            HostConfig.containerIdFile | | dockerd ignores it: it is the command line's
            HostConfig.networkMode | host-namespaces, default-bridge |
            HostConfig.autoRemove | | whether dockerd removes it at its end
            HostConfig.volumeDriver | drivers |
            HostConfig.volumesFrom | read-only-mounts, host-paths, request |
            HostConfig.publishAllPorts | published-ports |
            HostConfig.consoleSize | | Windows
            HostConfig.annotations | annotations |
            HostConfig.capAdd | cap-add |
            HostConfig.capDrop | cap-drop |
            HostConfig.capabilities | cap-add |
            HostConfig.cgroupnsMode | host-namespaces |
            HostConfig.dns | | the container's own resolver
            HostConfig.dnsOptions | | the container's own resolver
            HostConfig.dnsSearch | | the container's own resolver
            HostConfig.extraHosts | | the container's own /etc/hosts
            HostConfig.groupAdd | group-add, non-root | any; gid 0, if root-group is false
            HostConfig.ipcMode | host-namespaces |
            HostConfig.cgroup | | dockerd ignores it
            HostConfig.links | links |
            HostConfig.oomScoreAdj | oom |
            HostConfig.pidMode | host-namespaces |
            HostConfig.privileged | privileged |
            HostConfig.readonlyRootfs | read-only-rootfs |
            HostConfig.securityOpt | security-profiles, no-new-privileges, masked-paths |
            HostConfig.storageOpt | | the size of its own layer
            HostConfig.tmpfs | read-only-mounts, request |
            HostConfig.utsMode | host-namespaces |
            HostConfig.usernsMode | host-namespaces |
            HostConfig.shmSize | | counts against its memory
            HostConfig.sysctls | sysctls |
            HostConfig.runtime | runtime |
            HostConfig.umask | | of its own processes
            HostConfig.isolation | | Windows
            HostConfig.maskedPaths | masked-paths |
            HostConfig.readonlyPaths | masked-paths |
            HostConfig.init | | whether tini is its first process
            LogConfig.type | drivers, log-options |
            LogConfig.config | host-paths, log-options | paths in it, and its bounds
            PortBinding.hostIp | published-ports |
            PortBinding.hostPort | published-ports |
            RestartPolicy.name | restart-policy, non-root | endless restarts, and what the name of its user means later
            RestartPolicy.maximumRetryCount | restart-policy |
            Resources.cpuShares | cpu-limit |
            Resources.memory | memory-limit |
            Resources.nanoCpus | cpu-limit |
            Resources.cgroupParent | cgroup-parent |
            Resources.blkioWeight | | a share of the disk
            Resources.cpuPeriod | cpu-limit |
            Resources.cpuQuota | cpu-limit |
            Resources.cpuRealtimePeriod | | the daemon must have been started with a share of real time
            Resources.cpuRealtimeRuntime | | the daemon must have been started with a share of real time
            Resources.cpusetCpus | | fewer CPUs, never more
            Resources.cpusetMems | | fewer memory nodes, never more
            Resources.deviceCgroupRules | devices |
            Resources.kernelMemory | | a bound; gone from newer kernels
            Resources.kernelMemoryTcp | | a bound; gone from newer kernels
            Resources.memoryReservation | | a lower bound that the limit is above
            Resources.memorySwap | memory-limit |
            Resources.memorySwappiness | | how soon its own pages are swapped
            Resources.oomKillDisable | oom |
            Resources.pidsLimit | pids-limit |
            Resources.cpuCount | | Windows
            Resources.cpuPercent | | Windows
            Resources.ioMaximumIops | | Windows
            Resources.ioMaximumBandwidth | | Windows
            WeightDevice.path | | a share of a disk
            WeightDevice.weight | | a share of a disk
            ThrottleDevice.path | | a bound
            ThrottleDevice.rate | | a bound
            DeviceMapping.pathOnHost | devices |
            DeviceMapping.pathInContainer | | where it stands in the container
            DeviceMapping.cgroupPermissions | devices | with the device
            DeviceRequest.driver | devices | any request
            DeviceRequest.count | devices | any request
            DeviceRequest.deviceIds | devices | any request
            DeviceRequest.capabilities | devices | any request
            DeviceRequest.options | devices | any request
            Ulimit.name | ulimits |
            Ulimit.hard | ulimits |
            Ulimit.soft | ulimits |
            Mount.type | read-only-mounts, host-paths |
            Mount.source | read-only-mounts, host-paths, request |
            Mount.target | read-only-mounts, request |
            Mount.readOnly | read-only-mounts |
            Mount.consistency | | macOS
            BindOptions.propagation | host-paths, propagation |
            BindOptions.nonRecursive | read-only-mounts | counted as if it were recursive
            BindOptions.createMountpoint | host-paths | a path that does not exist
            BindOptions.readOnlyNonRecursive | read-only-mounts |
            BindOptions.readOnlyForceRecursive | | stricter, never laxer
            VolumeOptions.noCopy | read-only-mounts |
            VolumeOptions.labels | | words about the volume
            VolumeOptions.subpath | host-paths, read-only-mounts | the volume is judged whole; dockerd keeps it inside
            ImageOptions.subpath | | dockerd keeps it inside the image, which is mounted read-only
            TmpfsOptions.sizeBytes | | counts against its memory
            TmpfsOptions.mode | | of a file system of its own
            TmpfsOptions.options | request | only known ones
            Driver.name | drivers |
            Driver.options | host-paths |
            EndpointSettings.links | links |
            EndpointSettings.aliases | | names on a network that the container is on anyway
            EndpointSettings.driverOpts | networks |
            EndpointSettings.gwPriority | | which of its own networks it leaves by
            EndpointSettings.networkId | host-namespaces | judged again at the start
            EndpointSettings.endpointId | | dockerd sets it
            EndpointSettings.gateway | | dockerd sets it
            EndpointSettings.ipAddress | | dockerd sets it
            EndpointSettings.macAddress | | on the container's own interface
            EndpointSettings.ipPrefixLen | | dockerd sets it
            EndpointSettings.ipv6Gateway | | dockerd sets it
            EndpointSettings.globalIpv6Address | | dockerd sets it
            EndpointSettings.globalIpv6PrefixLen | | dockerd sets it
            EndpointSettings.dnsNames | | dockerd sets it
            Ipam.ipv4Address | networks | lies in a network whose range was judged
            Ipam.ipv6Address | networks | lies in a network whose range was judged
            Ipam.linkLocalIps | networks |
            Ipam.driver | drivers |
            Ipam.options | networks |
            IpamConfig.subnet | networks |
            IpamConfig.ipRange | networks |
            IpamConfig.gateway | networks |
            IpamConfig.auxiliaryAddresses | networks |
            NetworkCreate.name | | a name
            NetworkCreate.checkDuplicate | | whether a second of the name is refused
            NetworkCreate.driver | drivers |
            NetworkCreate.scope | | swarm's or the host's own: swarm is operations' business
            NetworkCreate.enableIpv4 | | of its own
            NetworkCreate.enableIpv6 | | of its own; its addresses are judged
            NetworkCreate.internal | | less, never more
            NetworkCreate.attachable | | who may join a swarm's network: swarm is operations' business
            NetworkCreate.ingress | | swarm's: operations' business
            NetworkCreate.configOnly | networks | judged like any
            NetworkCreate.options | networks, default-bridge |
            NetworkCreate.labels | | words about the network
            ConfigReference.network | networks |
            Connect.container | | which container: its owner is whoever may use the API
            VolumeCreate.driver | drivers |
            VolumeCreate.driverOpts | host-paths |
            VolumeCreate.labels | | words about the volume
            VolumeCreate.name | | a name; held while somebody is judged by it
            ClusterVolumeSpec.group | drivers | needs a swarm and a driver of its own
            ClusterVolumeSpec.availability | drivers | needs a swarm and a driver of its own
            AccessMode.scope | drivers | needs a swarm and a driver of its own
            AccessMode.sharing | drivers | needs a swarm and a driver of its own
            AccessMode.blockVolume | drivers | needs a swarm and a driver of its own
            TypeMount.fsType | drivers | needs a swarm and a driver of its own
            TypeMount.mountFlags | drivers | needs a swarm and a driver of its own
            Topology.segments | drivers | needs a swarm and a driver of its own
            CapacityRange.requiredBytes | drivers | needs a swarm and a driver of its own
            CapacityRange.limitBytes | drivers | needs a swarm and a driver of its own
            Secret.key | drivers | needs a swarm and a driver of its own
            Secret.secret | drivers | needs a swarm and a driver of its own
            ExecConfig.user | non-root |
            ExecConfig.privileged | exec |
            ExecConfig.tty | | the client's own stream
            ExecConfig.consoleSize | | the client's own stream
            ExecConfig.attachStdin | | the client's own stream
            ExecConfig.attachStderr | | the client's own stream
            ExecConfig.attachStdout | | the client's own stream
            ExecConfig.detach | | the client's own stream
            ExecConfig.detachKeys | | the client's own stream
            ExecConfig.env | secrets-in-env | otherwise of a process in the container
            ExecConfig.workingDir | | as ContainerConfig.workingDir
            ExecConfig.cmd | | what runs in the container is what the other rules bound
            ServiceSpec.name | | a name
            ServiceSpec.labels | | words about the service
            TaskSpec.forceUpdate | | swarm's: operations' business
            TaskSpec.runtime | request | a plugin as a service is refused
            ContainerSpec.image | image-source, image-identity, image-digest |
            ContainerSpec.labels | labels |
            ContainerSpec.command | | as ContainerConfig.cmd
            ContainerSpec.args | | as ContainerConfig.cmd
            ContainerSpec.hostname | | as ContainerConfig.hostname
            ContainerSpec.env | secrets-in-env | as ContainerConfig.env
            ContainerSpec.dir | | as ContainerConfig.workingDir
            ContainerSpec.user | non-root |
            ContainerSpec.groups | group-add, non-root |
            ContainerSpec.init | | as HostConfig.init
            ContainerSpec.stopSignal | | as ContainerConfig.stopSignal
            ContainerSpec.tty | | as ContainerConfig.tty
            ContainerSpec.openStdin | | as ContainerConfig.openStdin
            ContainerSpec.readOnly | read-only-rootfs |
            ContainerSpec.stopGracePeriod | | how long a stop waits
            ContainerSpec.hosts | | the container's own /etc/hosts
            ContainerSpec.isolation | | Windows
            ContainerSpec.sysctls | sysctls |
            ContainerSpec.capabilityAdd | cap-add |
            ContainerSpec.capabilityDrop | cap-drop |
            ContainerSpec.oomScoreAdj | oom |
            PluginSpec.name | request | a plugin as a service is refused
            PluginSpec.remote | request | a plugin as a service is refused
            PluginSpec.disabled | request | a plugin as a service is refused
            PluginSpec.env | request | a plugin as a service is refused
            PluginPrivilege.name | request | a plugin as a service is refused
            PluginPrivilege.description | request | a plugin as a service is refused
            PluginPrivilege.value | request | a plugin as a service is refused
            NetworkAttachmentSpec.containerId | operations | swarm's own; nothing runs by it
            Privileges.noNewPrivileges | no-new-privileges |
            CredentialSpec.config | | Windows
            CredentialSpec.file | | Windows
            CredentialSpec.registry | | Windows
            SelinuxContext.disable | security-profiles |
            SelinuxContext.user | security-profiles |
            SelinuxContext.role | security-profiles |
            SelinuxContext.type | security-profiles |
            SelinuxContext.level | security-profiles |
            Profile.mode | security-profiles |
            Profile.profile | security-profiles | any custom one
            DnsConfig.nameservers | | the container's own resolver
            DnsConfig.search | | the container's own resolver
            DnsConfig.options | | the container's own resolver
            FileReference.secretId | operations | secrets belong to the swarm
            FileReference.secretName | operations | secrets belong to the swarm
            FileReference.configId | operations | configs belong to the swarm
            FileReference.configName | operations | configs belong to the swarm
            FileTarget.name | | where it stands in the container
            FileTarget.uid | | whose it is in the container
            FileTarget.gid | | whose it is in the container
            FileTarget.mode | | of a file in the container
            ResourceRequirements.swapBytes | memory-limit |
            ResourceRequirements.memorySwappiness | | as Resources.memorySwappiness
            Limit.nanoCpus | cpu-limit |
            Limit.memoryBytes | memory-limit |
            Limit.pids | pids-limit |
            Reservation.nanoCpus | | where swarm places it
            Reservation.memoryBytes | | where swarm places it
            NamedResource.kind | | where swarm places it
            NamedResource.value | | where swarm places it
            DiscreteResource.kind | | where swarm places it
            DiscreteResource.value | | where swarm places it
            RestartPolicy.condition | restart-policy | swarm starts it again by itself: what it is, is judged for good
            RestartPolicy.delay | | how long swarm waits before it
            RestartPolicy.maxAttempts | restart-policy |
            RestartPolicy.window | | how long swarm waits to see whether it lives
            Placement.constraints | | where swarm places it
            Placement.maxReplicas | | where swarm places it
            Spread.spreadDescriptor | | where swarm places it
            Platform.architecture | | where swarm places it
            Platform.os | | where swarm places it
            NetworkAttachment.target | host-namespaces, default-bridge |
            NetworkAttachment.aliases | | names on a network that the container is on anyway
            NetworkAttachment.driverOpts | operations | swarm's; nothing but overlay takes any
            Replicated.replicas | | how many: swarm is operations' business
            ReplicatedJob.maxConcurrent | | how many: swarm is operations' business
            ReplicatedJob.totalCompletions | | how many: swarm is operations' business
            UpdateConfig.parallelism | | how swarm replaces them
            UpdateConfig.delay | | how swarm replaces them
            UpdateConfig.failureAction | | how swarm replaces them
            UpdateConfig.monitor | | how swarm replaces them
            UpdateConfig.maxFailureRatio | | how swarm replaces them
            UpdateConfig.order | | how swarm replaces them
            EndpointSpec.mode | | how swarm publishes its ports
            PortConfig.name | | a name
            PortConfig.protocol | | of a port that is judged
            PortConfig.targetPort | | in the container
            PortConfig.publishedPort | published-ports |
            PortConfig.publishMode | published-ports | either way on every address
            build.dockerfile | | a name in the context
            build.q | | how much it prints
            build.nocache | | less, never more
            build.pull | | whether a newer base is looked for
            build.rm | | whether its containers are removed
            build.forcerm | | whether its containers are removed
            build.memory | | of its own steps: builds have no bound unless asked for; deny builds where that matters
            build.memswap | | as memory
            build.cpushares | | as memory
            build.cpuperiod | | as memory
            build.cpuquota | | as memory
            build.cpusetcpus | | as memory
            build.cpusetmems | | as memory
            build.cgroupparent | cgroup-parent |
            build.networkmode | host-namespaces |
            build.t | | the name of what is built
            build.extrahosts | | its own /etc/hosts
            build.securityopt | security-profiles |
            build.squash | | how it is stored
            build.target | | which stage
            build.remote | remote-sources, request |
            build.session | operations | BuildKit's
            build.buildid | | which build a cancel means
            build.platform | | which variant of its base
            build.outputs | operations | BuildKit's
            build.shmsize | | as memory
            build.isolation | | Windows
            build.ulimits | ulimits |
            build.buildargs | secrets-in-env | otherwise of its own steps
            build.labels | | words about the image
            build.cachefrom | | images that are here
            build.version | operations | BuildKit's
            """;

    private static final Map<String, Owner> OWNERS = read();

    private FieldOwners() {}

    private static Map<String, Owner> read() {
        Map<String, Owner> owners = new LinkedHashMap<>();
        TABLE.lines().map(line -> line.split("\\|", -1)).forEach(columns -> owners.put(columns[0].strip(), new Owner(
                Arrays.stream(columns[1].split(",")).map(String::strip).filter(rule -> !rule.isEmpty()).toList(),
                columns[2].strip())));
        return Map.copyOf(owners);
    }

    /**
     * By record and component, such as {@code HostConfig.binds}; for a build by the parameter of its query,
     * {@code build.remote}.
     */
    public static Map<String, Owner> all() {
        return OWNERS;
    }
}
