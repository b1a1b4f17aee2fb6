package dev.sallyport.rules;

import java.util.List;

/** Every rule there is, in the order in which their findings are told. */
public final class RuleCatalogue {

    private static final List<RuleDefinition> DEFINITIONS = List.of(
            Operations.DEFINITION,
            SelfProtection.DEFINITION,
            UnknownFields.DEFINITION,
            Privileged.DEFINITION,
            CapDrop.DEFINITION,
            CapAdd.DEFINITION,
            NonRoot.DEFINITION,
            MemoryLimit.DEFINITION,
            CpuLimit.DEFINITION,
            PidsLimit.DEFINITION,
            ReadOnlyMounts.DEFINITION,
            HostPaths.DEFINITION,
            Drivers.DEFINITION,
            HostNamespaces.DEFINITION,
            Networks.DEFINITION,
            RemoteSources.DEFINITION,
            Devices.DEFINITION,
            SecurityProfiles.DEFINITION,
            NoNewPrivileges.DEFINITION,
            ReadOnlyRootfs.DEFINITION,
            MaskedPaths.DEFINITION,
            Sysctls.DEFINITION,
            ContainerRuntime.DEFINITION,
            Annotations.DEFINITION,
            Exec.DEFINITION,
            ImageSource.DEFINITION,
            ImageDigest.DEFINITION);

    private RuleCatalogue() {}

    public static List<RuleDefinition> definitions() {
        return DEFINITIONS;
    }
}
