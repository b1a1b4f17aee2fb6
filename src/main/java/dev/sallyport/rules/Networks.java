package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Mend;
import dev.sallyport.engine.body.EndpointSettings;
import dev.sallyport.engine.body.NetworkCreate;
import dev.sallyport.settings.Doc;
import java.util.List;

/**
 * {@code networks}: a network's addresses become routes of the host. With the right subnet a container answers for the
 * cloud's metadata service, the resolver or the company's proxy.
 */
@Demand("makes networks only with addresses and options of the lists")
record Networks(
        @Doc("Address ranges (CIDR) that a network may ask for; "
                + "by default only the daemon's own pools give addresses.") List<AddressRange> subnets,
        @Doc("Driver options that may be set.") List<String> options,
        @Doc("Driver options that a container's attachment may set.") List<String> endpointOptions,
        @Doc("Whether a network may take its configuration from another one.") boolean configFrom)
        implements Rule {

    static final Networks STANDARD = new Networks(
            List.of(),
            List.of("com.docker.network.bridge.enable_icc", "com.docker.network.bridge.enable_ip_masquerade",
                    "com.docker.network.driver.mtu"),
            List.of("com.docker.network.endpoint.ifname"),
            false);

    Networks {
        NarrowGlob.refuseAmong("options", options);
        NarrowGlob.refuseAmong("endpoint-options", endpointOptions);
    }

    @Override
    public void networkCreation(Aspect.NetworkCreation creation, Findings findings) {
        network(creation.network(), findings);
    }

    @Override
    public void networkAttachment(Aspect.NetworkAttachment attachment, Findings findings) {
        endpoint(attachment.network(), attachment.endpoint(), findings);
    }

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            workload.networks().forEach((name, endpoint) -> endpoint(name, endpoint, findings));
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
                        options.isEmpty() ? "none" : Findings.oneOf(options),
                        "leave out --opt " + name, Admission.add("options", name)));
        network.configFrom().filter(from -> !from.network().isEmpty() && !configFrom).ifPresent(from -> findings.add(
                "takes its configuration from the network " + from.network(), "a configuration of its own",
                "leave out --config-from", Admission.set("config-from", true)));
    }

    private void addresses(NetworkCreate.IpamConfig config, Findings findings) {
        address("subnet", "--subnet", config.subnet(), findings);
        address("address range", "--ip-range", config.ipRange(), findings);
        address("gateway", "--gateway", config.gateway(), findings);
        config.auxiliaryAddresses().values().forEach(value -> address("address", "--aux-address", value, findings));
    }

    private void address(String what, String flag, String value, Findings findings) {
        boolean allowed = value.isEmpty()
                || AddressRange.parse(value)
                        .filter(asked -> subnets.stream().anyMatch(subnet -> subnet.contains(asked))).isPresent();
        if (!allowed) {
            findings.add("asks for the " + what + " " + value,
                    subnets.isEmpty() ? "one of the daemon's own choice" : "one within " + AddressRange.listed(subnets),
                    new Mend.Without(flag + " " + value),
                    AddressRange.parse(value).map(_ -> Admission.add("subnets", value)));
        }
    }

    private void endpoint(String network, EndpointSettings endpoint, Findings findings) {
        endpoint.driverOpts().keySet().stream()
                .filter(name -> !endpointOptions.contains(name))
                .forEach(name -> findings.add("sets the option " + name + " on the network " + network,
                        endpointOptions.isEmpty() ? "none" : Findings.oneOf(endpointOptions),
                        "leave out driver-opt=" + name, Admission.add("endpoint-options", name)));
        endpoint.ipamConfig().filter(ipam -> !ipam.linkLocalIps().isEmpty()).ifPresent(ipam -> findings.add(
                "asks for link-local addresses on the network " + network, "none", "leave out --link-local-ip"));
    }
}
