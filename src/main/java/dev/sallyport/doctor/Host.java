package dev.sallyport.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the checks look at, found out before: a check does no I/O.
 *
 * @param plugin the plugin's name for dockerd
 * @param socket where the plugin should listen
 * @param silence why nobody answers there; empty if somebody does
 * @param engine what dockerd tells; empty if it tells nothing
 * @param engineSilence why it tells nothing
 * @param dockerGroup who may use the Docker socket besides root
 */
public record Host(
        String plugin,
        Path socket,
        Optional<String> silence,
        Optional<Engine> engine,
        String engineSilence,
        DaemonSettings daemon,
        List<String> dockerGroup,
        Audit audit,
        Deciding deciding) {

    /** {@code GET /version} and {@code GET /info}. */
    public record Engine(Version version, Info info) {}

    public record Version(String version, String apiVersion) {}

    /** @param securityOptions such as {@code name=userns} */
    public record Info(
            Plugins plugins,
            String defaultRuntime,
            String dockerRootDir,
            boolean liveRestoreEnabled,
            List<String> securityOptions) {}

    public record Plugins(List<String> authorization) {}

    /**
     * @param permissions of the file, such as {@code rw-------}; empty if there is no file
     * @param freeBytes on its disk; negative if nobody knows
     * @param deniesOnError whether a record that cannot be written denies
     */
    public record Audit(Path file, Optional<String> permissions, long freeBytes, boolean deniesOnError) {}

    /**
     * @param names what judges; empty if it cannot be loaded
     * @param mistakes why it cannot be loaded
     * @param opa what is wrong with OPA; empty if nothing, or if it is not asked
     */
    public record Deciding(String names, List<String> mistakes, Optional<String> opa) {}
}
