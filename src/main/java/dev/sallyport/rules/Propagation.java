package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.MountUse;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Locale;

/**
 * {@code propagation}: with shared propagation what a container mounts is mounted on the host. That nothing of the host
 * arrives unseen either (slave) is what the rule host-paths is about, with {@code live}.
 */
@Demand(value = "passes mounts on to the host only as listed", controls = "CIS 5.20")
record Propagation(
        @Doc("Propagation modes of mounts that are allowed; "
                + "each stands for its recursive one, too.") List<MountUse.Propagation> allowed)
        implements WorkloadRule {

    static final Propagation STANDARD =
            new Propagation(List.of(MountUse.Propagation.PRIVATE, MountUse.Propagation.SLAVE));

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        for (MountUse mount : workload.mounts()) {
            MountUse.Propagation mode = mount.access().propagation();
            if (!allowed.contains(mode)) {
                findings.add(mount.describe() + " is " + word(mode) + " with the host", "private propagation",
                        "leave out the propagation " + word(mode), Admission.add("allowed", word(mode)));
            }
        }
    }

    private static String word(MountUse.Propagation mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}
