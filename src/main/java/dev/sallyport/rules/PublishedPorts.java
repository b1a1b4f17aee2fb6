package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.engine.body.HostConfig.PortBinding;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Optional;

/** {@code published-ports}: what of the host's addresses and ports containers may take. */
@Demand(
        value = "publishes ports only on addresses and ports of the host that are listed",
        controls = "CIS 5.8, 5.9, 5.14")
record PublishedPorts(
        @Doc("Addresses of the host that may be published on (CIDR); "
                + "none for any that the request names.") List<AddressRange> addresses,
        @Doc("Whether a port may be published on every address at once, "
                + "as it is if none is named.") boolean everyAddress,
        @Doc("Ports of the host that may be taken, such as 8080 or 8000-8999. One that dockerd chooses is always "
                + "allowed.") List<PortRange> ports,
        @Doc("Whether all ports that an image exposes may be published (-P).") boolean all)
        implements WorkloadRule {

    static final PublishedPorts STANDARD =
            new PublishedPorts(List.of(), false, List.of(new PortRange(1024, 65535)), false);

    private static final List<String> EVERY = List.of("", "0.0.0.0", "::", "[::]");

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        if (workload.host().publishAllPorts() && !all) {
            findings.add("publishes every port that the image exposes", "ports named one by one",
                    "leave out --publish-all", Admission.set("all", true));
        }
        boolean service = workload.stage() == Aspect.Stage.SERVICE;
        workload.host().portBindings().forEach((port, bindings) -> bindings.forEach(binding -> {
            address(port, binding, service, findings);
            port(port, binding, findings);
        }));
    }

    private void address(String port, PortBinding binding, boolean service, Findings findings) {
        if (EVERY.contains(binding.hostIp())) {
            if (!everyAddress) {
                String named = "-p ADDRESS:" + binding.hostPort() + ":" + port;
                findings.add("publishes " + port + (service
                        ? " on every address of the nodes"
                        : " on every address of the host"),
                        addresses.isEmpty() ? "one address" : "an address of " + AddressRange.listed(addresses),
                        service ? "leave out --publish" : named,
                        Admission.set("every-address", true));
            }
            return;
        }
        Optional<AddressRange> asked = AddressRange.parse(binding.hostIp());
        boolean listed = addresses.isEmpty()
                || asked.filter(address -> addresses.stream().anyMatch(range -> range.contains(address))).isPresent();
        if (asked.isEmpty()) {
            findings.add("publishes " + port + " on `" + binding.hostIp() + "`", "a plain address", "");
        } else if (!listed) {
            findings.add("publishes " + port + " on " + binding.hostIp(),
                    "an address of " + AddressRange.listed(addresses), "",
                    Admission.add("addresses", binding.hostIp()));
        }
    }

    /** moby, daemon/network: dockerd chooses where none is named, and of a range the first that is free. */
    private void port(String port, PortBinding binding, Findings findings) {
        if (binding.hostPort().isEmpty() || binding.hostPort().equals("0")) {
            return;
        }
        Optional<PortRange> asked = PortRange.parse(binding.hostPort());
        if (asked.isEmpty()) {
            findings.add("publishes " + port + " on the port `" + binding.hostPort() + "`", "a number, or two", "");
        } else if (ports.stream().noneMatch(range -> range.contains(asked.get()))) {
            findings.add("takes the host's port " + asked.get(),
                    ports.isEmpty() ? "a port that dockerd chooses" : Findings.oneOf(ports),
                    "leave out the host's port: dockerd chooses one", Admission.add("ports", asked.get()));
        }
    }
}
