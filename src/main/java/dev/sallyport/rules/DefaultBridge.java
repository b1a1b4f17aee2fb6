package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.Optional;
import java.util.Set;

/**
 * {@code default-bridge}: on the default bridge every container of the host reaches every other one.
 */
@Demand(
        value = "attaches nothing to the default bridge, on which all containers of the host reach each other",
        controls = "CIS 2.2, 5.30")
record DefaultBridge(
        @Doc("Whether containers on a bridge network may reach each other; if false, each that is made must say "
                + "com.docker.network.bridge.enable_icc=false.") boolean icc)
        implements Rule {

    /** What the default bridge is called; no name stands for it, too. */
    static final Set<String> NAMES = Set.of("", "default", "bridge");

    private static final String BRIDGE = "bridge";
    private static final String ENABLE_ICC = "com.docker.network.bridge.enable_icc";

    static final DefaultBridge STANDARD = new DefaultBridge(true);

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs() && attached(workload)) {
            findings.add("is on the default bridge", "a network of its own, or none",
                    workload.stage() == Aspect.Stage.SERVICE ? "--network NETWORK" : "--network NETWORK, or none");
        }
    }

    private static boolean attached(Aspect.Workload workload) {
        boolean unnamed = NAMES.contains(workload.host().networkMode());
        boolean listed = workload.networks().containsKey(BRIDGE);
        return switch (workload.stage()) {
            case CREATE -> unnamed || listed;
            // Its mode stays what it was created with, whatever it was taken off and put on since.
            case START, ENTER, COPY_IN, COPY_OUT, SERVICE -> listed || unnamed && workload.networks().isEmpty();
        };
    }

    @Override
    public void networkAttachment(Aspect.NetworkAttachment attachment, Findings findings) {
        if (attachment.network().equals(BRIDGE)) {
            findings.add("attaches a container to the default bridge", "a network of its own", "");
        }
    }

    @Override
    public void networkCreation(Aspect.NetworkCreation creation, Findings findings) {
        String driver = creation.network().driver();
        if (icc || !driver.isEmpty() && !driver.equals(BRIDGE)) {
            return;
        }
        Optional<String> asked = Optional.ofNullable(creation.network().options().get(ENABLE_ICC));
        // Go's strconv.ParseBool.
        if (asked.filter(Set.of("0", "f", "F", "false", "FALSE", "False")::contains).isEmpty()) {
            findings.add("makes a bridge network on which containers reach each other", ENABLE_ICC + "=false",
                    "--opt " + ENABLE_ICC + "=false", Admission.set("icc", true));
        }
    }
}
