package dev.sallyport.engine.body;

import dev.sallyport.engine.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a container is attached to one network. Source: moby, api/types/network. */
public record EndpointSettings(
        @Key("IPAMConfig") Optional<Ipam> ipamConfig,
        List<String> links,
        List<String> aliases,
        Map<String, String> driverOpts,
        long gwPriority,
        @Key("NetworkID") String networkId,
        @Key("EndpointID") String endpointId,
        String gateway,
        @Key("IPAddress") String ipAddress,
        String macAddress,
        @Key("IPPrefixLen") long ipPrefixLen,
        @Key("IPv6Gateway") String ipv6Gateway,
        @Key("GlobalIPv6Address") String globalIpv6Address,
        @Key("GlobalIPv6PrefixLen") long globalIpv6PrefixLen,
        @Key("DNSNames") List<String> dnsNames) {

    public record Ipam(
            @Key("IPv4Address") String ipv4Address,
            @Key("IPv6Address") String ipv6Address,
            @Key("LinkLocalIPs") List<String> linkLocalIps) {}
}
