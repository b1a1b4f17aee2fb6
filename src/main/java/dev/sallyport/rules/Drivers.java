package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.VolumeDefinition;
import dev.sallyport.engine.body.NetworkCreate;
import java.util.List;
import java.util.Set;

/**
 * {@value #ID}: which drivers may be named. A driver that dockerd does not know it looks up as a plugin, by a path made of the
 * name (moby, pkg/plugins/discovery.go): it may be anybody's program, and mount anything.
 */
final class Drivers implements Rule {

    static final String ID = "drivers";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "names only volume, network, address and log drivers of the lists",
            "CIS 2.13",
            List.of(
                    Parameter.texts("volume", List.of("local"), "Volume drivers."),
                    Parameter.texts("network", List.of("bridge", "overlay", "null", "none", "host"), "Network drivers; macvlan and ipvlan put containers on the host's own network card."),
                    Parameter.texts("ipam", List.of("default", "null"), "Drivers that give addresses to networks."),
                    Parameter.texts("log", List.of("json-file", "local", "journald", "none"), "Log drivers; others send logs elsewhere, and read files of the host.")),
            (arguments, _) -> new Drivers(arguments));

    private final Set<String> volume;
    private final Set<String> network;
    private final Set<String> ipam;
    private final Set<String> log;

    private Drivers(Arguments arguments) {
        this.volume = Set.copyOf(arguments.texts("volume"));
        this.network = Set.copyOf(arguments.texts("network"));
        this.ipam = Set.copyOf(arguments.texts("ipam"));
        this.log = Set.copyOf(arguments.texts("log"));
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> workload(workload, findings);
            case Aspect.VolumeCreation creation -> check("volume", creation.definition().driver(), volume, "--driver", findings);
            case Aspect.NetworkCreation creation -> {
                check("network", creation.network().driver(), network, "--driver", findings);
                check("address", creation.network().ipam().map(NetworkCreate.Ipam::driver).orElse(""), ipam, "--ipam-driver", findings);
            }
            case Aspect.Invocation _, Aspect.ResourceChange _, Aspect.ProcessStart _, Aspect.ImageBuild _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
    }

    private void workload(Aspect.Workload workload, Findings findings) {
        check("volume", workload.host().volumeDriver(), volume, "--volume-driver", findings);
        workload.mounts().stream()
                .flatMap(mount -> mount.definitions().stream())
                .map(VolumeDefinition::driver)
                .distinct()
                .forEach(driver -> check("volume", driver, volume, "volume-driver", findings));
        check("log", workload.chosen().logDriver(), log, "--log-driver", findings);
    }

    /** No name stands for the daemon's default. */
    private static void check(String kind, String driver, Set<String> allowed, String flag, Findings findings) {
        if (!driver.isEmpty() && !allowed.contains(driver)) {
            findings.add("names the " + kind + " driver `" + driver + "`", "one of " + String.join(", ", allowed), "leave out " + flag + " " + driver);
        }
    }
}
