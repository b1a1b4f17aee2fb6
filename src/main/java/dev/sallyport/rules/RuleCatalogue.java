package dev.sallyport.rules;

import java.util.List;

/** Every rule there is, in the order in which their findings are told. */
public final class RuleCatalogue {

    private static final List<RuleDefinition> DEFINITIONS = List.of(
            new RuleDefinition("operations", Operations.class),
            new RuleDefinition("self-protection", SelfProtection.class),
            new RuleDefinition("unknown-fields", UnknownFields.class),
            new RuleDefinition("privileged", Privileged.class),
            new RuleDefinition("cap-drop", CapDrop.class),
            new RuleDefinition("cap-add", CapAdd.class),
            new RuleDefinition("non-root", NonRoot.class),
            new RuleDefinition("group-add", GroupAdd.class),
            new RuleDefinition("memory-limit", MemoryLimit.class),
            new RuleDefinition("cpu-limit", CpuLimit.class),
            new RuleDefinition("pids-limit", PidsLimit.class),
            new RuleDefinition("ulimits", Ulimits.class),
            new RuleDefinition("oom", Oom.class),
            new RuleDefinition("cgroup-parent", CgroupParent.class),
            new RuleDefinition("restart-policy", RestartPolicy.class),
            new RuleDefinition("read-only-mounts", ReadOnlyMounts.class),
            new RuleDefinition("host-paths", HostPaths.class),
            new RuleDefinition("propagation", Propagation.class),
            new RuleDefinition("drivers", Drivers.class),
            new RuleDefinition("log-options", LogOptions.class),
            new RuleDefinition("host-namespaces", HostNamespaces.class),
            new RuleDefinition("networks", Networks.class),
            new RuleDefinition("default-bridge", DefaultBridge.class),
            new RuleDefinition("links", Links.class),
            new RuleDefinition("published-ports", PublishedPorts.class),
            new RuleDefinition("remote-sources", RemoteSources.class),
            new RuleDefinition("devices", Devices.class),
            new RuleDefinition("security-profiles", SecurityProfiles.class),
            new RuleDefinition("no-new-privileges", NoNewPrivileges.class),
            new RuleDefinition("read-only-rootfs", ReadOnlyRootfs.class),
            new RuleDefinition("masked-paths", MaskedPaths.class),
            new RuleDefinition("sysctls", Sysctls.class),
            new RuleDefinition("runtime", ContainerRuntime.class),
            new RuleDefinition("annotations", Annotations.class),
            new RuleDefinition("labels", Labels.class),
            new RuleDefinition("healthcheck", HealthCheck.class),
            new RuleDefinition("secrets-in-env", SecretsInEnv.class),
            new RuleDefinition("exec", Exec.class),
            new RuleDefinition("image-source", ImageSource.class),
            new RuleDefinition("image-identity", ImageIdentity.class),
            new RuleDefinition("image-digest", ImageDigest.class));

    private RuleCatalogue() {}

    public static List<RuleDefinition> definitions() {
        return DEFINITIONS;
    }
}
