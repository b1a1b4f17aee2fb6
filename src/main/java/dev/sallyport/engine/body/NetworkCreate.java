package dev.sallyport.engine.body;

import dev.sallyport.engine.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The body of {@code POST /networks/create}. Source: moby, api/types/network. */
public record NetworkCreate(
        String name,
        boolean checkDuplicate,
        String driver,
        String scope,
        @Key("EnableIPv4") Optional<Boolean> enableIpv4,
        @Key("EnableIPv6") Optional<Boolean> enableIpv6,
        @Key("IPAM") Optional<Ipam> ipam,
        boolean internal,
        boolean attachable,
        boolean ingress,
        boolean configOnly,
        Optional<ConfigReference> configFrom,
        Map<String, String> options,
        Map<String, String> labels) {

    public record Ipam(String driver, Map<String, String> options, List<IpamConfig> config) {}

    public record IpamConfig(
            String subnet,
            @Key("IPRange") String ipRange,
            String gateway,
            Map<String, String> auxiliaryAddresses) {}

    public record ConfigReference(String network) {}

    /** The body of {@code POST /networks/{id}/connect}. */
    public record Connect(String container, Optional<EndpointSettings> endpointConfig) {}

    /** The body of {@code POST /networks/{id}/disconnect}. */
    public record Disconnect(String container, boolean force) {}
}
