package dev.sallyport.engine.body;

import dev.sallyport.engine.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The body of {@code POST /services/create} and {@code POST /services/{id}/update}. Source: moby, api/types/swarm. */
public record ServiceSpec(
        String name,
        Map<String, String> labels,
        TaskSpec taskTemplate,
        Optional<Mode> mode,
        Optional<UpdateConfig> updateConfig,
        Optional<UpdateConfig> rollbackConfig,
        Optional<EndpointSpec> endpointSpec,
        List<NetworkAttachment> networks) {

    public record TaskSpec(
            Optional<ContainerSpec> containerSpec,
            Optional<PluginSpec> pluginSpec,
            Optional<NetworkAttachmentSpec> networkAttachmentSpec,
            Optional<ResourceRequirements> resources,
            Optional<RestartPolicy> restartPolicy,
            Optional<Placement> placement,
            List<NetworkAttachment> networks,
            Optional<Driver> logDriver,
            long forceUpdate,
            String runtime) {}

    public record ContainerSpec(
            String image,
            Map<String, String> labels,
            List<String> command,
            List<String> args,
            String hostname,
            List<String> env,
            String dir,
            String user,
            List<String> groups,
            Optional<Privileges> privileges,
            Optional<Boolean> init,
            String stopSignal,
            @Key("TTY") boolean tty,
            boolean openStdin,
            boolean readOnly,
            List<Mount> mounts,
            Optional<Long> stopGracePeriod,
            Optional<ContainerConfig.Healthcheck> healthcheck,
            List<String> hosts,
            @Key("DNSConfig") Optional<DnsConfig> dnsConfig,
            List<FileReference> secrets,
            List<FileReference> configs,
            String isolation,
            Map<String, String> sysctls,
            List<String> capabilityAdd,
            List<String> capabilityDrop,
            List<Resources.Ulimit> ulimits,
            long oomScoreAdj) {}

    public record PluginSpec(
            @Key("name") String name,
            @Key("remote") String remote,
            @Key("privileges") List<PluginPrivilege> privileges,
            @Key("disabled") boolean disabled,
            @Key("env") List<String> env) {}

    public record PluginPrivilege(
            @Key("name") String name, @Key("description") String description, @Key("value") List<String> value) {}

    public record NetworkAttachmentSpec(@Key("ContainerID") String containerId) {}

    public record Privileges(
            Optional<CredentialSpec> credentialSpec,
            @Key("SELinuxContext") Optional<SelinuxContext> selinuxContext,
            Optional<Profile> seccomp,
            Optional<Profile> appArmor,
            boolean noNewPrivileges) {}

    public record CredentialSpec(String config, String file, String registry) {}

    public record SelinuxContext(boolean disable, String user, String role, String type, String level) {}

    /** Seccomp or AppArmor; the profile, which only seccomp has, in base64. */
    public record Profile(String mode, String profile) {}

    public record DnsConfig(List<String> nameservers, List<String> search, List<String> options) {}

    /** A reference to a secret or a config. */
    public record FileReference(
            Optional<FileTarget> file,
            Optional<Global> runtime,
            @Key("SecretID") String secretId,
            String secretName,
            @Key("ConfigID") String configId,
            String configName) {}

    public record FileTarget(String name, @Key("UID") String uid, @Key("GID") String gid, long mode) {}

    public record ResourceRequirements(
            Optional<Limit> limits, Optional<Reservation> reservations, Optional<Long> swapBytes,
            Optional<Long> memorySwappiness) {}

    public record Limit(@Key("NanoCPUs") long nanoCpus, long memoryBytes, long pids) {}

    public record Reservation(@Key("NanoCPUs") long nanoCpus, long memoryBytes,
            List<GenericResource> genericResources) {}

    public record GenericResource(Optional<NamedResource> namedResourceSpec,
            Optional<DiscreteResource> discreteResourceSpec) {}

    public record NamedResource(String kind, String value) {}

    public record DiscreteResource(String kind, long value) {}

    public record RestartPolicy(String condition, Optional<Long> delay, Optional<Long> maxAttempts,
            Optional<Long> window) {}

    public record Placement(
            List<String> constraints, List<Preference> preferences, long maxReplicas, List<Platform> platforms) {}

    public record Preference(Optional<Spread> spread) {}

    public record Spread(String spreadDescriptor) {}

    public record Platform(String architecture, @Key("OS") String os) {}

    public record NetworkAttachment(String target, List<String> aliases, Map<String, String> driverOpts) {}

    public record Driver(String name, Map<String, String> options) {}

    public record Mode(
            Optional<Replicated> replicated, Optional<Global> global, Optional<ReplicatedJob> replicatedJob,
            Optional<Global> globalJob) {}

    public record Replicated(Optional<Long> replicas) {}

    public record Global() {}

    public record ReplicatedJob(Optional<Long> maxConcurrent, Optional<Long> totalCompletions) {}

    public record UpdateConfig(
            long parallelism, long delay, String failureAction, long monitor, double maxFailureRatio, String order) {}

    public record EndpointSpec(String mode, List<PortConfig> ports) {}

    public record PortConfig(String name, String protocol, long targetPort, long publishedPort, String publishMode) {}
}
