package dev.sallyport.engine.body;

import dev.sallyport.engine.Embedded;
import dev.sallyport.engine.Key;
import dev.sallyport.engine.StringOrList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a container may have of its host. Source: moby, api/types/container, {@code HostConfig}. */
public record HostConfig(
        List<String> binds,
        @Key("ContainerIDFile") String containerIdFile,
        LogConfig logConfig,
        String networkMode,
        Map<String, List<PortBinding>> portBindings,
        RestartPolicy restartPolicy,
        boolean autoRemove,
        String volumeDriver,
        List<String> volumesFrom,
        List<Long> consoleSize,
        Map<String, String> annotations,
        @StringOrList List<String> capAdd,
        @StringOrList List<String> capDrop,
        List<String> capabilities,
        String cgroupnsMode,
        List<String> dns,
        List<String> dnsOptions,
        List<String> dnsSearch,
        List<String> extraHosts,
        List<String> groupAdd,
        String ipcMode,
        String cgroup,
        List<String> links,
        long oomScoreAdj,
        String pidMode,
        boolean privileged,
        boolean publishAllPorts,
        boolean readonlyRootfs,
        List<String> securityOpt,
        Map<String, String> storageOpt,
        Map<String, String> tmpfs,
        @Key("UTSMode") String utsMode,
        String usernsMode,
        long shmSize,
        Map<String, String> sysctls,
        String runtime,
        Optional<Long> umask,
        String isolation,
        @Embedded Resources resources,
        List<Mount> mounts,
        Optional<List<String>> maskedPaths,
        Optional<List<String>> readonlyPaths,
        Optional<Boolean> init) {

    public record LogConfig(String type, Map<String, String> config) {}

    public record PortBinding(String hostIp, String hostPort) {}

    public record RestartPolicy(String name, long maximumRetryCount) {
        /** Whether the daemon may start the container by itself. */
        public boolean restarts() {
            return !name.isEmpty() && !name.equals("no");
        }
    }
}
