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

    /** {@code GET /images/{name}/json}. */
    public record Image(String id, Optional<ContainerConfig> config) {}

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
     */
    public record Info(String loggingDriver, String dockerRootDir, boolean swapLimit, List<String> securityOptions) {}

    /** {@code GET /containers/json}. */
    public record Containers(@WholeDocument List<Listed> containers) {}

    public record Listed(String id) {}

    /** {@code GET /exec/{id}/json}. */
    public record Exec(@Key("ContainerID") String containerId, Optional<Process> processConfig) {}

    public record Process(@Key("user") String user, @Key("privileged") Optional<Boolean> privileged) {}
}
