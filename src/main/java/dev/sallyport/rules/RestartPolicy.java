package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.settings.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code restart-policy}: what fails does not start again for ever. */
@Demand(value = "is started again only as listed, and only so often", controls = "CIS 5.15")
record RestartPolicy(
        @Doc("Policies that may be asked for. None at all is always allowed.") List<Name> allowed,
        @Doc("How often on-failure may start it again at most; 0 for any number.") long maxRetries)
        implements Rule {

    /** What a policy may name. */
    enum Name {
        ON_FAILURE,
        UNLESS_STOPPED,
        ALWAYS;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static final RestartPolicy STANDARD = new RestartPolicy(List.of(Name.ON_FAILURE), 5);

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            boolean service = workload.stage() == Aspect.Stage.SERVICE;
            judge(workload.host().restartPolicy(), service ? "--restart-max-attempts " : "--restart on-failure:",
                    findings);
        }
    }

    @Override
    public void resourceChange(Aspect.ResourceChange change, Findings findings) {
        judge(change.restart(), "--restart on-failure:", findings);
    }

    private void judge(HostConfig.RestartPolicy asked, String flag, Findings findings) {
        if (!asked.restarts()) {
            return;
        }
        boolean onFailure = asked.name().equals(Name.ON_FAILURE.word());
        if (allowed.stream().noneMatch(name -> name.word().equals(asked.name()))) {
            findings.add("is started again: " + asked.name(), wanted(),
                    allowed.contains(Name.ON_FAILURE) ? flag + most() : "leave out --restart",
                    Admission.add("allowed", asked.name()));
        } else if (onFailure && maxRetries > 0
                && (asked.maximumRetryCount() <= 0 || asked.maximumRetryCount() > maxRetries)) {
            findings.add(asked.maximumRetryCount() > 0
                    ? "is started again up to " + asked.maximumRetryCount() + " times"
                    : "is started again without end",
                    "at most " + maxRetries + " times", flag + most(),
                    Admission.set("max-retries", Math.max(0, asked.maximumRetryCount())));
        }
    }

    private long most() {
        return maxRetries > 0 ? maxRetries : 5;
    }

    private String wanted() {
        List<String> words = new ArrayList<>(List.of("no"));
        allowed.forEach(name -> words.add(name.word()));
        return words.size() == 1 ? "no restart" : Findings.oneOf(words);
    }
}
