package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.body.HostConfig;
import java.util.List;

/** {@value #ID}: containers live in namespaces of their own. */
final class HostNamespaces implements Rule {

    static final String ID = "host-namespaces";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "shares no namespace with the host or with another container",
            "CIS 5.10, 5.16, 5.17, 5.21, 5.31; PSS baseline",
            List.of(Parameter.texts("allowed", List.of(),
                    "Modes that are allowed all the same, such as network=host or network=container.")),
            (arguments, _) -> new HostNamespaces(arguments));

    private final List<String> allowed;

    private HostNamespaces(Arguments arguments) {
        this.allowed = arguments.texts("allowed");
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> {
                if (workload.stage().runs()) {
                    workload(workload, findings);
                }
            }
            case Aspect.ImageBuild build -> mode("network", "--network", build.networkMode(), findings);
            case Aspect.Invocation _, Aspect.ResourceChange _, Aspect.ProcessStart _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
    }

    private void workload(Aspect.Workload workload, Findings findings) {
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
        if (shared && !allowed.contains(namespace + "=" + kind)) {
            findings.add(
                    "shares the " + namespace + " namespace of " + (kind.equals("host") ? "the host" : mode),
                    "a " + namespace + " namespace of its own",
                    "leave out " + flag + " " + mode);
        }
    }
}
