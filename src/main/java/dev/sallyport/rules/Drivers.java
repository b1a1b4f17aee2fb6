package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.VolumeDefinition;
import dev.sallyport.decision.Admission;
import dev.sallyport.engine.body.NetworkCreate;
import dev.sallyport.settings.Doc;
import java.util.List;

/**
 * {@code drivers}: which drivers may be named. A driver that dockerd does not know it looks up as a plugin, by a path
 * made of the name (moby, pkg/plugins/discovery.go): it may be anybody's program, and mount anything.
 */
@Demand(value = "names only volume, network, address and log drivers of the lists", controls = "CIS 2.13")
record Drivers(
        @Doc("Volume drivers.") List<String> volume,
        @Doc("Network drivers; macvlan and ipvlan put containers on the host's own network card.") List<String> network,
        @Doc("Drivers that give addresses to networks.") List<String> ipam,
        @Doc("Log drivers; others send logs elsewhere, and read files of the host.") List<String> log)
        implements Rule {

    static final Drivers STANDARD = new Drivers(
            List.of("local"),
            List.of("bridge", "overlay", "null", "none", "host"),
            List.of("default", "null"),
            List.of("json-file", "local", "journald", "none"));

    Drivers {
        NarrowGlob.refuseAmong("volume", volume);
        NarrowGlob.refuseAmong("network", network);
        NarrowGlob.refuseAmong("ipam", ipam);
        NarrowGlob.refuseAmong("log", log);
    }

    @Override
    public void volumeCreation(Aspect.VolumeCreation creation, Findings findings) {
        check("volume", creation.definition().driver(), volume, "--driver", findings);
    }

    @Override
    public void networkCreation(Aspect.NetworkCreation creation, Findings findings) {
        check("network", creation.network().driver(), network, "--driver", findings);
        String addresses = creation.network().ipam().map(NetworkCreate.Ipam::driver).orElse("");
        check("address", addresses, ipam, "--ipam-driver", findings);
    }

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        check("volume", workload.host().volumeDriver(), volume, "--volume-driver", findings);
        workload.mounts().stream()
                .flatMap(mount -> mount.definitions().stream())
                .map(VolumeDefinition::driver)
                .distinct()
                .forEach(driver -> check("volume", driver, volume, "volume-driver", findings));
        check("log", workload.chosen().logDriver(), log, "--log-driver", findings);
    }

    /** No name stands for the daemon's default. */
    private static void check(String kind, String driver, List<String> allowed, String flag, Findings findings) {
        if (!driver.isEmpty() && !allowed.contains(driver)) {
            findings.add("names the " + kind + " driver `" + driver + "`", Findings.oneOf(allowed),
                    "leave out " + flag + " " + driver,
                    Admission.add(kind.equals("address") ? "ipam" : kind, driver));
        }
    }
}
