package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.Size;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code log-options}: what a container writes to its log fills the disk of the host. Which drivers may be named is the
 * rule drivers' business.
 */
@Demand(value = "has a log that is bounded: in size, in files, and in the daemon's memory", controls = "CIS 2.13")
record LogOptions(
        @Doc("Whether a json-file log must have a largest size. Of containers this is told when they start: only then "
                + "dockerd has filled in what daemon.json says.") boolean bounded,
        @Doc("The largest max-size; 0 for any.") Size maxSize,
        @Doc("The largest max-file; 0 for any.") long maxFile,
        @Doc("The largest max-buffer-size, of logs that are written without blocking; 0 for any.") Size maxBuffer)
        implements WorkloadRule {

    static final LogOptions STANDARD = new LogOptions(true, new Size(0), 0, Size.ofMebibytes(16));

    /** The only driver that writes files of the host without a bound of its own (moby, daemon/logger/jsonfilelog). */
    private static final Set<String> WITHOUT_BOUND = Set.of("json-file");

    private static final String MEND = "--log-opt max-size=";

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        Map<String, String> options = workload.host().logConfig().config();
        if (bounded && unbounded(workload)) {
            findings.add("has a log without a largest size", "one", MEND + suggested(),
                    Admission.set("bounded", false));
        }
        size("max-size", options, maxSize, findings);
        size("max-buffer-size", options, maxBuffer, findings);
        files(options, findings);
    }

    private boolean unbounded(Aspect.Workload workload) {
        String driver = workload.host().logConfig().type();
        boolean bound = workload.host().logConfig().config().containsKey("max-size");
        return !bound && switch (workload.stage()) {
            // The daemon's own options are added to what is asked for, and nobody tells which these are.
            case CREATE -> false;
            case START, ENTER, COPY_IN, COPY_OUT -> WITHOUT_BOUND.contains(driver);
            // Nobody judges its containers when they start.
            case SERVICE -> driver.isEmpty() || WITHOUT_BOUND.contains(driver);
        };
    }

    private void size(String option, Map<String, String> options, Size most, Findings findings) {
        String text = options.getOrDefault(option, "");
        if (text.isEmpty() || most.bytes() == 0) {
            return;
        }
        Optional<Size> asked = HumanSize.parse(text);
        if (asked.isEmpty() || asked.get().bytes() > most.bytes()) {
            String what = "has a log with " + option + "=" + text;
            String mend = "--log-opt " + option + "=" + most.bytes();
            String parameter = option.equals("max-size") ? "max-size" : "max-buffer";
            asked.ifPresentOrElse(
                    size -> findings.add(what, "at most " + most, mend, Admission.set(parameter, size)),
                    () -> findings.add(what, "a size", mend));
        }
    }

    private void files(Map<String, String> options, Findings findings) {
        String text = options.getOrDefault("max-file", "");
        if (text.isEmpty() || maxFile == 0) {
            return;
        }
        boolean number = text.matches("[0-9]{1,9}");
        if (!number) {
            findings.add("has a log with max-file=" + text, "a number", "--log-opt max-file=" + maxFile);
        } else if (Long.parseLong(text) > maxFile) {
            findings.add("has a log of " + text + " files", "at most " + maxFile, "--log-opt max-file=" + maxFile,
                    Admission.set("max-file", Long.parseLong(text)));
        }
    }

    private String suggested() {
        return maxSize.bytes() == 0 ? "10m" : String.valueOf(maxSize.bytes());
    }
}
