package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.body.EndpointSettings;
import dev.sallyport.engine.body.NetworkCreate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@value #ID}: a network's addresses become routes of the host. With the right subnet a container answers for the cloud's
 * metadata service, the resolver or the company's proxy.
 */
final class Networks implements Rule {

    static final String ID = "networks";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "makes networks only with addresses and options of the lists",
            "",
            List.of(
                    Parameter.texts("subnets", List.of(),
                            "Address ranges (CIDR) that a network may ask for; by default only the daemon's own pools give addresses."),
                    Parameter.texts("options",
                            List.of("com.docker.network.bridge.enable_icc", "com.docker.network.bridge.enable_ip_masquerade",
                                    "com.docker.network.driver.mtu"),
                            "Driver options that may be set."),
                    Parameter.texts("endpoint-options", List.of("com.docker.network.endpoint.ifname"),
                            "Driver options that a container's attachment may set."),
                    Parameter.flag("config-from", false, "Whether a network may take its configuration from another one.")),
            (arguments, _) -> new Networks(arguments));

    private final List<String> subnetTexts;
    private final List<AddressRange> subnets;
    private final Set<String> options;
    private final Set<String> endpointOptions;
    private final boolean configFrom;

    private Networks(Arguments arguments) {
        this.subnetTexts = arguments.texts("subnets");
        this.subnets = subnetTexts.stream().map(AddressRange::parse).flatMap(Optional::stream).toList();
        this.options = Set.copyOf(arguments.texts("options"));
        this.endpointOptions = Set.copyOf(arguments.texts("endpoint-options"));
        this.configFrom = arguments.flag("config-from");
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.NetworkCreation(NetworkCreate network) -> network(network, findings);
            case Aspect.NetworkAttachment(String name, EndpointSettings endpoint) -> endpoint(name, endpoint, findings);
            case Aspect.Workload workload -> {
                if (workload.stage().runs()) {
                    workload.networks().forEach((name, endpoint) -> endpoint(name, endpoint, findings));
                }
            }
            case Aspect.Invocation _, Aspect.ResourceChange _, Aspect.ProcessStart _, Aspect.VolumeCreation _, Aspect.ImageBuild _, Aspect.Fetch _ -> { }
        }
    }

    private void network(NetworkCreate network, Findings findings) {
        network.ipam().ifPresent(ipam -> {
            ipam.config().forEach(config -> addresses(config, findings));
            ipam.options().keySet().forEach(name -> findings.add(
                    "sets the address option " + name, "none", "leave out --ipam-opt " + name));
        });
        network.options().keySet().stream()
                .filter(name -> !options.contains(name))
                .forEach(name -> findings.add("sets the network option " + name,
                        options.isEmpty() ? "none" : "one of " + String.join(", ", options), "leave out --opt " + name));
        network.configFrom().filter(from -> !from.network().isEmpty() && !configFrom).ifPresent(from -> findings.add(
                "takes its configuration from the network " + from.network(), "a configuration of its own", "leave out --config-from"));
    }

    private void addresses(NetworkCreate.IpamConfig config, Findings findings) {
        address("subnet", "--subnet", config.subnet(), findings);
        address("address range", "--ip-range", config.ipRange(), findings);
        address("gateway", "--gateway", config.gateway(), findings);
        config.auxiliaryAddresses().values().forEach(value -> address("address", "--aux-address", value, findings));
    }

    private void address(String what, String flag, String value, Findings findings) {
        boolean allowed = value.isEmpty()
                || AddressRange.parse(value).filter(asked -> subnets.stream().anyMatch(subnet -> subnet.contains(asked))).isPresent();
        if (!allowed) {
            findings.add("asks for the " + what + " " + value,
                    subnetTexts.isEmpty() ? "one of the daemon's own choice" : "one within " + String.join(", ", subnetTexts),
                    "leave out " + flag + " " + value);
        }
    }

    private void endpoint(String network, EndpointSettings endpoint, Findings findings) {
        endpoint.driverOpts().keySet().stream()
                .filter(name -> !endpointOptions.contains(name))
                .forEach(name -> findings.add("sets the option " + name + " on the network " + network,
                        endpointOptions.isEmpty() ? "none" : "one of " + String.join(", ", endpointOptions), "leave out driver-opt=" + name));
        endpoint.ipamConfig().filter(ipam -> !ipam.linkLocalIps().isEmpty()).ifPresent(ipam -> findings.add(
                "asks for link-local addresses on the network " + network, "none", "leave out --link-local-ip"));
    }
}
