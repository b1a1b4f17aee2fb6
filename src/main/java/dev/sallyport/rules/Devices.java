package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
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
            Devices::new);

    private final Glob allowed;
    private final boolean requestsAllowed;
    private final HostFiles files;

    private Devices(Arguments arguments, Surroundings surroundings) {
        this.allowed = Glob.anyOf(arguments.texts("allowed"));
        this.requestsAllowed = arguments.flag("requests");
        this.files = surroundings.files();
    }

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
        Resources resources = workload.host().resources();
        for (Resources.DeviceMapping device : resources.devices()) {
            // dockerd resolves links, and takes every device of a directory.
            if (!files.resolve(device.pathOnHost()).map(allowed::matches).orElse(false)) {
                findings.add("has the device " + device.pathOnHost(), "no device", "leave out --device " + device.pathOnHost());
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
