package dev.sallyport.engine.body;

import dev.sallyport.engine.Embedded;
import dev.sallyport.engine.StringOrList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a container runs; also what an image says it should run. Source: moby, api/types/container, {@code Config}. */
public record ContainerConfig(
        String hostname,
        String domainname,
        String user,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        Map<String, Object> exposedPorts,
        boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        List<String> env,
        @StringOrList List<String> cmd,
        Optional<Healthcheck> healthcheck,
        boolean argsEscaped,
        String image,
        Map<String, Object> volumes,
        String workingDir,
        @StringOrList List<String> entrypoint,
        boolean networkDisabled,
        List<String> onBuild,
        Map<String, String> labels,
        String stopSignal,
        Optional<Long> stopTimeout,
        @StringOrList List<String> shell,
        String macAddress) {

    /** Durations are in nanoseconds. */
    public record Healthcheck(
            List<String> test, long interval, long timeout, long startPeriod, long startInterval, long retries) {}

    /** The body of {@code POST /containers/create}. */
    public record Create(
            @Embedded ContainerConfig config,
            Optional<HostConfig> hostConfig,
            Optional<Networking> networkingConfig) {}

    public record Networking(Map<String, EndpointSettings> endpointsConfig) {}
}
