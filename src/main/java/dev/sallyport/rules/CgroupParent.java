package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;

/**
 * {@code cgroup-parent}: beneath another cgroup than the daemon's a container escapes the bounds that the administrator
 * has set for all containers, and shares those of the host's own services.
 */
@Demand(value = "stays beneath the daemon's own cgroup", controls = "CIS 5.25")
record CgroupParent(
        @Doc("Parents that may be asked for (globs), such as team-*.slice.") List<Glob> allowed) implements Rule {

    static final CgroupParent STANDARD = new CgroupParent(List.of());

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            parent(workload.host().resources().cgroupParent(), findings);
        }
    }

    @Override
    public void imageBuild(Aspect.ImageBuild build, Findings findings) {
        parent(build.cgroupParent(), findings);
    }

    private void parent(String parent, Findings findings) {
        boolean climbs = List.of(parent.split("/")).contains("..");
        if (parent.isEmpty() || !climbs && Glob.any(allowed, parent)) {
            return;
        }
        String what = "asks for the cgroup parent " + parent;
        String wanted = allowed.isEmpty() ? "the daemon's own" : Findings.oneOf(allowed);
        String mend = "leave out --cgroup-parent " + parent;
        if (climbs) {
            findings.add(what, wanted, mend);
        } else {
            findings.add(what, wanted, mend, Admission.add("allowed", Glob.literal(parent)));
        }
    }
}
