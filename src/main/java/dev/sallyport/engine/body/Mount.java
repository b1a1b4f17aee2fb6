package dev.sallyport.engine.body;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One entry of {@code Mounts}, of a container or a service. Source: moby, api/types/mount. */
public record Mount(
        String type,
        String source,
        String target,
        boolean readOnly,
        String consistency,
        Optional<BindOptions> bindOptions,
        Optional<VolumeOptions> volumeOptions,
        Optional<ImageOptions> imageOptions,
        Optional<TmpfsOptions> tmpfsOptions,
        Optional<ClusterOptions> clusterOptions) {

    public record BindOptions(
            String propagation,
            boolean nonRecursive,
            boolean createMountpoint,
            boolean readOnlyNonRecursive,
            boolean readOnlyForceRecursive) {}

    public record VolumeOptions(boolean noCopy, Map<String, String> labels, String subpath,
            Optional<Driver> driverConfig) {}

    public record ImageOptions(String subpath) {}

    public record TmpfsOptions(long sizeBytes, long mode, List<List<String>> options) {}

    public record ClusterOptions() {}

    public record Driver(String name, Map<String, String> options) {}
}
