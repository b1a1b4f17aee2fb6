package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.HostPath;
import dev.sallyport.engine.body.Resources;
import java.util.List;

/** {@value #ID}: devices of the host. */
final class Devices implements WorkloadRule {

    static final String ID = "devices";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "has no device of the host but those listed",
            "CIS 5.18",
            List.of(
                    Parameter.texts("allowed", List.of(), "Host devices that may be given (globs)."),
                    Parameter.flag("requests", false, "Whether device requests, such as --gpus, are allowed.")),
            (arguments, _) -> new Devices(arguments));

    private final Glob allowed;
    private final boolean requestsAllowed;

    private Devices(Arguments arguments) {
        this.allowed = Glob.anyOf(arguments.texts("allowed"));
        this.requestsAllowed = arguments.flag("requests");
    }

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
        Resources resources = workload.host().resources();
        for (HostPath device : workload.files().devices()) {
            // dockerd resolves links, and takes every device of a directory.
            if (!device.real().map(allowed::matches).orElse(false)) {
                findings.add("has the device " + device.written(), "no device", "leave out --device " + device.written());
            }
        }
        for (String rule : resources.deviceCgroupRules()) {
            findings.add("has the device cgroup rule `" + rule + "`", "no such rule", "leave out --device-cgroup-rule");
        }
        if (!requestsAllowed && !resources.deviceRequests().isEmpty()) {
            findings.add("requests devices (GPUs or CDI)", "no device", "leave out --gpus and --device");
        }
    }
}
