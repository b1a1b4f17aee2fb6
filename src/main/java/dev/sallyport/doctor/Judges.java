package dev.sallyport.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether what judges can be loaded, and OPA decides. */
record Judges() implements Check {

    private static final String NAME = "policy";

    @Override
    public List<Observation> examine(Host host) {
        List<Observation> seen = new ArrayList<>();
        host.deciding().mistakes().forEach(mistake -> seen.add(Observation.critical(NAME, mistake
                + ": the plugin would not start with it", "mend it; sallyport policy validate FILE checks it")));
        if (seen.isEmpty()) {
            seen.add(Observation.ok(NAME, "loads: " + host.deciding().names()));
        }
        host.deciding().opa().ifPresent(problem -> seen.add(Observation.critical("opa", problem,
                "see whether OPA runs, and opa.url and opa.path; docs/opa.md")));
        return seen;
    }
}
