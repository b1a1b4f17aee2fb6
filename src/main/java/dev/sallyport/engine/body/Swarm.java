package dev.sallyport.engine.body;

import dev.sallyport.engine.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bodies that steer a swarm, its nodes, secrets and configs. Source: moby, api/types/swarm. */
public final class Swarm {

    private Swarm() {}

    /** {@code POST /swarm/init}. */
    public record Init(
            String listenAddr,
            String advertiseAddr,
            String dataPathAddr,
            long dataPathPort,
            boolean forceNewCluster,
            Spec spec,
            boolean autoLockManagers,
            String availability,
            List<String> defaultAddrPool,
            long subnetSize) {}

    /** {@code POST /swarm/join}. */
    public record Join(
            String listenAddr,
            String advertiseAddr,
            String dataPathAddr,
            List<String> remoteAddrs,
            String joinToken,
            String availability) {}

    /** {@code POST /swarm/unlock}. */
    public record Unlock(String unlockKey) {}

    /** {@code POST /swarm/update}. */
    public record Spec(
            String name,
            Map<String, String> labels,
            Optional<Orchestration> orchestration,
            Optional<Raft> raft,
            Optional<Dispatcher> dispatcher,
            @Key("CAConfig") Optional<CaConfig> caConfig,
            Optional<TaskDefaults> taskDefaults,
            Optional<EncryptionConfig> encryptionConfig) {}

    public record Orchestration(Optional<Long> taskHistoryRetentionLimit) {}

    public record Raft(
            long snapshotInterval, Optional<Long> keepOldSnapshots, long logEntriesForSlowFollowers, long electionTick,
            long heartbeatTick) {}

    public record Dispatcher(long heartbeatPeriod) {}

    public record CaConfig(
            long nodeCertExpiry,
            @Key("ExternalCAs") List<ExternalCa> externalCas,
            @Key("SigningCACert") String signingCaCert,
            @Key("SigningCAKey") String signingCaKey,
            long forceRotate) {}

    public record ExternalCa(String protocol, @Key("URL") String url, Map<String, String> options,
            @Key("CACert") String caCert) {}

    public record TaskDefaults(Optional<ServiceSpec.Driver> logDriver) {}

    public record EncryptionConfig(boolean autoLockManagers) {}

    /** {@code POST /nodes/{id}/update}. */
    public record Node(String name, Map<String, String> labels, String role, String availability) {}

    /** {@code POST /secrets/create}, {@code POST /configs/create} and their updates; the data in base64. */
    public record Stored(
            String name,
            Map<String, String> labels,
            String data,
            Optional<ServiceSpec.Driver> driver,
            Optional<ServiceSpec.Driver> templating) {}
}
