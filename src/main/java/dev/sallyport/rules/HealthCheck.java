package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.Setup.HealthProbe;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.time.Duration;

/** {@code healthcheck}: what dockerd runs in a container again and again, to see whether it lives. */
@Demand(value = "has a health check, of its own or of its image", controls = "CIS 4.6, 5.27")
record HealthCheck(
        @Doc("Whether there must be one.") boolean required,
        @Doc("Whether the request may bring a command of its own; if false, only the image may.") boolean commands,
        @Doc("The shortest time from one check to the next.") Duration minInterval)
        implements WorkloadRule {

    static final HealthCheck STANDARD = new HealthCheck(true, true, Duration.ofSeconds(1));

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        workload.setup().health().ifPresentOrElse(probe -> probe(probe, findings), () -> {
            if (required) {
                findings.add("has no health check", "one", "--health-cmd COMMAND", Admission.set("required", false));
            }
        });
    }

    private void probe(HealthProbe probe, Findings findings) {
        if (!commands && !probe.ofImage()) {
            findings.add("brings a health check of its own", "the image's, or none", "leave out --health-cmd",
                    Admission.set("commands", true));
        }
        if (probe.interval().compareTo(minInterval) < 0) {
            findings.add("is checked every " + probe.interval().toMillis() + "ms",
                    "every " + minInterval.toMillis() + "ms at most",
                    "--health-interval " + minInterval.toMillis() + "ms",
                    Admission.set("min-interval", probe.interval().toMillis() + "ms"));
        }
    }
}
