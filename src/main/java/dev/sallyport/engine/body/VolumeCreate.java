package dev.sallyport.engine.body;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The body of {@code POST /volumes/create}. Source: moby, api/types/volume. */
public record VolumeCreate(
        Optional<ClusterVolumeSpec> clusterVolumeSpec,
        String driver,
        Map<String, String> driverOpts,
        Map<String, String> labels,
        String name) {

    /** The body of {@code PUT /volumes/{name}}. */
    public record Update(Optional<ClusterVolumeSpec> spec) {}

    public record ClusterVolumeSpec(
            String group,
            Optional<AccessMode> accessMode,
            Optional<TopologyRequirement> accessibilityRequirements,
            Optional<CapacityRange> capacityRange,
            List<Secret> secrets,
            String availability) {}

    public record AccessMode(String scope, String sharing, Optional<TypeMount> mountVolume, Object blockVolume) {}

    public record TypeMount(String fsType, List<String> mountFlags) {}

    public record TopologyRequirement(List<Topology> requisite, List<Topology> preferred) {}

    public record Topology(Map<String, String> segments) {}

    public record CapacityRange(long requiredBytes, long limitBytes) {}

    public record Secret(String key, String secret) {}
}
