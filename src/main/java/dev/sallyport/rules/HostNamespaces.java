package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Mend;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Optional;

/** {@code host-namespaces}: containers live in namespaces of their own. */
@Demand(
        value = "shares no namespace with the host or with another container",
        controls = "CIS 5.10, 5.16, 5.17, 5.21, 5.31; PSS baseline")
record HostNamespaces(
        @Doc("Modes that are allowed all the same, such as network=host.") List<SharedNamespace> allowed)
        implements Rule {

    static final HostNamespaces STANDARD = new HostNamespaces(List.of());

    @Override
    public void imageBuild(Aspect.ImageBuild build, Findings findings) {
        mode("network", "--network", build.networkMode(), findings);
    }

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            container(workload, findings);
        }
    }

    private void container(Aspect.Workload workload, Findings findings) {
        HostConfig host = workload.host();
        mode("pid", "--pid", host.pidMode(), findings);
        mode("ipc", "--ipc", host.ipcMode(), findings);
        mode("uts", "--uts", host.utsMode(), findings);
        mode("network", "--network", host.networkMode(), findings);
        mode("user", "--userns", host.usernsMode(), findings);
        mode("cgroup", "--cgroupns", workload.chosen().cgroupNamespace(), findings);
        if (!host.networkMode().equals("host") && workload.networks().containsKey("host")) {
            mode("network", "--network", "host", findings);
        }
    }

    private void mode(String namespace, String flag, String mode, Findings findings) {
        String kind = mode.startsWith("container:") ? "container" : mode;
        boolean shared = kind.equals("host") || kind.equals("container");
        SharedNamespace asked = new SharedNamespace(namespace + "=" + kind);
        if (shared && !allowed.contains(asked)) {
            findings.add(
                    "shares the " + namespace + " namespace of " + (kind.equals("host") ? "the host" : mode),
                    "a " + namespace + " namespace of its own",
                    new Mend.Without(flag + " " + mode),
                    Optional.of(asked).filter(SharedNamespace::isKnown)
                            .map(known -> Admission.add("allowed", known)));
        }
    }
}
