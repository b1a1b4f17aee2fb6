package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;

/**
 * {@code group-add}: a group opens, in everything that is mounted, what belongs to it on the host.
 */
@Demand(value = "joins no further groups but those listed", controls = "PSS restricted")
record GroupAdd(
        @Doc("Groups that may be joined, by number, or by their name in the image.") List<GroupName> allowed)
        implements WorkloadRule {

    static final GroupAdd STANDARD = new GroupAdd(List.of());

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        workload.host().groupAdd().stream()
                .filter(group -> !allowed.contains(new GroupName(group)))
                .forEach(group -> findings.add("joins the group " + group,
                        allowed.isEmpty() ? "no further group" : Findings.oneOf(allowed),
                        "leave out --group-add " + group, Admission.add("allowed", group)));
    }
}
