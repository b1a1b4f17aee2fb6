package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.settings.Doc;
import java.util.List;

/** {@code devices}: devices of the host. */
@Demand(value = "has no device of the host but those listed", controls = "CIS 5.18")
record Devices(
        @Doc("Host devices that may be given (globs).")
                List<Glob> allowed,
        @Doc("Whether device requests, such as --gpus, are allowed.")
                boolean requests)
        implements Rule {

    static final Devices STANDARD = new Devices(List.of(), false);

    @Override
    public Rule in(Surroundings surroundings) {
        return (WorkloadRule) (workload, findings) -> container(workload, surroundings.files(), findings);
    }

    private void container(Aspect.Workload workload, HostFiles files, Findings findings) {
        Resources resources = workload.host().resources();
        for (Resources.DeviceMapping device : resources.devices()) {
            // dockerd resolves links, and takes every device of a directory.
            if (!files.resolve(device.pathOnHost()).map(path -> Glob.any(allowed, path)).orElse(false)) {
                findings.add("has the device " + device.pathOnHost(), "no device", "leave out --device " + device.pathOnHost());
            }
        }
        for (String rule : resources.deviceCgroupRules()) {
            findings.add("has the device cgroup rule `" + rule + "`", "no such rule", "leave out --device-cgroup-rule");
        }
        if (!requests && !resources.deviceRequests().isEmpty()) {
            findings.add("requests devices (GPUs or CDI)", "no device", "leave out --gpus and --device");
        }
    }
}
