package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Map;

/** {@code labels}: what says whose a container is, and what steers those who read labels. */
@Demand("carries the labels that must be there, and none that must not")
record Labels(
        @Doc("Labels that must be there: a name, or a name and a value (globs), "
                + "such as team=* or env={test,prod}.") List<LabelPattern> required,
        @Doc("Labels that must not be there, such as traefik.**.") List<LabelPattern> forbidden)
        implements WorkloadRule {

    static final Labels STANDARD = new Labels(List.of(), List.of());

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        Map<String, String> labels = workload.setup().labels();
        for (LabelPattern pattern : required) {
            if (labels.entrySet().stream().noneMatch(pattern::matches)) {
                findings.add("carries no label " + pattern, "one", "--label " + pattern,
                        Admission.remove("required", pattern));
            }
        }
        for (LabelPattern pattern : forbidden) {
            labels.entrySet().stream().filter(pattern::matches).map(Map.Entry::getKey).sorted()
                    .forEach(name -> findings.add("carries the label " + name, "none that matches " + pattern,
                            "leave out --label " + name, Admission.remove("forbidden", pattern)));
        }
    }
}
