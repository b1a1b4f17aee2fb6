package dev.sallyport.engine.body;

import dev.sallyport.engine.Key;
import dev.sallyport.engine.WholeDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What dockerd answers about things that exist. Only the fields that are looked at; the others are ignored. */
public final class Inspected {

    private Inspected() {}

    /**
     * {@code GET /containers/{id}/json}: the container as the daemon built it.
     *
     * @param image the id of its image; empty if it has none
     */
    public record Container(
            String id,
            String name,
            String image,
            State state,
            HostConfig hostConfig,
            List<MountPoint> mounts,
            ContainerConfig config,
            NetworkSettings networkSettings) {}

    /** The keys are the names of networks. */
    public record NetworkSettings(Map<String, EndpointSettings> networks) {}

    public record State(boolean running) {}

    /** A mount as the daemon resolved it: of the request, of another container, or of the image. */
    public record MountPoint(
            String type,
            String name,
            String source,
            String destination,
            String driver,
            @Key("RW") boolean rw,
            String propagation) {}

    /**
     * {@code GET /images/{name}/json}.
     *
     * @param repoDigests such as {@code nginx@sha256:...}
     * @param identity where dockerd knows it to be from: API 1.53 and later, with the image store of containerd
     */
    public record Image(
            String id, List<String> repoDigests, Optional<ContainerConfig> config, Optional<Identity> identity) {}

    /** Source: moby, api/types/image, {@code Identity}. What dockerd has seen and verified itself. */
    public record Identity(List<Signature> signature, List<Pull> pull, List<Build> build) {}

    /** @param repository where it was pulled from; of a mirror, the original's */
    public record Pull(String repository) {}

    /** @param ref of the build, in BuildKit's history */
    public record Build(String ref) {}

    /**
     * @param knownSigner such as {@code DHI}, for Docker's hardened images
     * @param error why it could not be verified; then nothing else is in it
     */
    public record Signature(String knownSigner, Optional<Signer> signer, String error) {}

    /** What the signer's certificate says. */
    public record Signer(String issuer, String subjectAlternativeName) {}

    /** {@code GET /volumes/{name}}. */
    public record Volume(String name, String driver, Map<String, String> options) {}

    /** {@code GET /networks/{id}}. */
    public record Network(String name, String driver) {}

    /**
     * {@code GET /info}: what the daemon fills in where nothing is asked for.
     *
     * @param loggingDriver the default log driver
     * @param dockerRootDir where the daemon keeps its data
     * @param swapLimit whether the kernel can limit swap; where it cannot, the daemon stores it as unlimited
     * @param securityOptions hold {@code name=cgroupns} if containers have a cgroup namespace of their own by default
     * @param serverVersion the daemon's version
     */
    public record Info(String loggingDriver, String dockerRootDir, boolean swapLimit, List<String> securityOptions,
            String serverVersion) {}

    /** {@code GET /containers/json}. */
    public record Containers(@WholeDocument List<Listed> containers) {}

    public record Listed(String id) {}

    /** {@code GET /exec/{id}/json}. */
    public record Exec(@Key("ContainerID") String containerId, Optional<Process> processConfig) {}

    public record Process(@Key("user") String user, @Key("privileged") Optional<Boolean> privileged) {}
}
