package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.HostPath;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Mend;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.settings.Doc;
import java.util.List;

/** {@code devices}: devices of the host. */
@Demand(value = "has no device of the host but those listed", controls = "CIS 5.18")
record Devices(
        @Doc("Host devices that may be given (globs).") List<PathGlob> allowed,
        @Doc("Whether device requests, such as --gpus, are allowed.") boolean requests)
        implements WorkloadRule {

    static final Devices STANDARD = new Devices(List.of(), false);

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        Resources resources = workload.host().resources();
        for (HostPath device : workload.files().devices()) {
            // dockerd resolves links, and takes every device of a directory.
            if (!device.real().map(path -> Glob.any(allowed, path)).orElse(false)) {
                findings.add("has the device " + device.written(), "no device",
                        new Mend.Without("--device " + device.written()),
                        device.real().map(path -> Admission.add("allowed", Glob.literal(path))));
            }
        }
        for (String rule : resources.deviceCgroupRules()) {
            findings.add("has the device cgroup rule `" + rule + "`", "no such rule", "leave out --device-cgroup-rule");
        }
        if (!requests && !resources.deviceRequests().isEmpty()) {
            findings.add("requests devices (GPUs or CDI)", "no device", "leave out --gpus and --device",
                    Admission.set("requests", true));
        }
    }
}
