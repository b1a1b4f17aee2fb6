package dev.sallyport.engine.body;

import dev.sallyport.engine.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Resource bounds and devices. Sizes are in bytes. Source: moby, api/types/container, {@code Resources}. */
public record Resources(
        long cpuShares,
        long memory,
        long nanoCpus,
        String cgroupParent,
        long blkioWeight,
        List<WeightDevice> blkioWeightDevice,
        List<ThrottleDevice> blkioDeviceReadBps,
        List<ThrottleDevice> blkioDeviceWriteBps,
        List<ThrottleDevice> blkioDeviceReadIOps,
        List<ThrottleDevice> blkioDeviceWriteIOps,
        long cpuPeriod,
        long cpuQuota,
        long cpuRealtimePeriod,
        long cpuRealtimeRuntime,
        String cpusetCpus,
        String cpusetMems,
        List<DeviceMapping> devices,
        List<String> deviceCgroupRules,
        List<DeviceRequest> deviceRequests,
        long kernelMemory,
        @Key("KernelMemoryTCP") long kernelMemoryTcp,
        long memoryReservation,
        long memorySwap,
        Optional<Long> memorySwappiness,
        Optional<Boolean> oomKillDisable,
        Optional<Long> pidsLimit,
        List<Ulimit> ulimits,
        long cpuCount,
        long cpuPercent,
        @Key("IOMaximumIOps") long ioMaximumIops,
        @Key("IOMaximumBandwidth") long ioMaximumBandwidth) {

    public record WeightDevice(String path, long weight) {}

    public record ThrottleDevice(String path, long rate) {}

    public record DeviceMapping(String pathOnHost, String pathInContainer, String cgroupPermissions) {}

    public record DeviceRequest(
            String driver,
            long count,
            @Key("DeviceIDs") List<String> deviceIds,
            List<List<String>> capabilities,
            Map<String, String> options) {}

    public record Ulimit(String name, long hard, long soft) {}

    /** The body of {@code POST /containers/{id}/update}: zero and null leave a bound as it is. */
    public record Update(@dev.sallyport.engine.Embedded Resources resources, HostConfig.RestartPolicy restartPolicy) {}
}
