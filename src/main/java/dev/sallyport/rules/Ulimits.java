package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.engine.body.Resources.Ulimit;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.stream.Collectors;

/** {@code ulimits}: bounds of processes, set by root: they may lie above what the daemon gives by itself. */
@Demand(value = "raises no limit of its processes above the listed ones", controls = "CIS 5.19")
record Ulimits(
        @Doc("Limits that may be set, each with its highest value: nofile=65536; "
                + "-1 for any.") List<UlimitBound> allowed)
        implements Rule {

    /** Not rtprio and nice, which take the CPU from others, nor memlock, msgqueue and sigpending: the host's memory. */
    static final Ulimits STANDARD = new Ulimits(List.of(
            new UlimitBound("core", -1), new UlimitBound("cpu", -1), new UlimitBound("data", -1),
            new UlimitBound("fsize", -1), new UlimitBound("locks", -1), new UlimitBound("nofile", 1 << 20),
            new UlimitBound("nproc", 1 << 16), new UlimitBound("rss", -1), new UlimitBound("rttime", -1),
            new UlimitBound("stack", -1)));

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            judge(workload.host().resources().ulimits(), findings);
        }
    }

    @Override
    public void imageBuild(Aspect.ImageBuild build, Findings findings) {
        judge(build.ulimits(), findings);
    }

    private void judge(List<Ulimit> limits, Findings findings) {
        for (Ulimit limit : limits) {
            UlimitBound asked = new UlimitBound(limit.name(), higher(limit.hard(), limit.soft()));
            List<UlimitBound> bounds = allowed.stream().filter(each -> each.name().equals(asked.name())).toList();
            if (bounds.stream().noneMatch(bound -> bound.admits(asked))) {
                findings.add("sets the limit " + asked,
                        bounds.isEmpty() ? "the daemon's own" : "at most " + listed(bounds),
                        "leave out --ulimit " + limit.name(), Admission.add("allowed", asked));
            }
        }
    }

    private static String listed(List<UlimitBound> bounds) {
        return bounds.stream().map(UlimitBound::toString).collect(Collectors.joining(", "));
    }

    /** A soft limit above the hard one is refused by dockerd; -1 is above all. */
    private static long higher(long hard, long soft) {
        return hard < 0 || soft < 0 ? -1 : Math.max(hard, soft);
    }
}
