package dev.sallyport.cli;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.PolicyTexts;
import dev.sallyport.policy.InForce;
import dev.sallyport.policy.Policy;
import dev.sallyport.policy.Reload;
import dev.sallyport.settings.Mistake;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Says in the log what came of reading the policy files anew, and writes it into the audit log. */
final class PolicyReloads implements Consumer<Reload> {

    private static final System.Logger LOG = System.getLogger(PolicyReloads.class.getName());

    private static final int MOST_MISTAKES = 20;

    private final AuditLog audit;
    private final PolicyTexts texts;
    private final LongAdder loaded = new LongAdder();
    private final LongAdder kept = new LongAdder();
    private volatile Instant since = Instant.now();
    private volatile Optional<String> mistake = Optional.empty();

    PolicyReloads(AuditLog audit, PolicyTexts texts) {
        this.audit = audit;
        this.texts = texts;
    }

    @Override
    public void accept(Reload reload) {
        switch (reload) {
            case Reload.Loaded(_, _, var before, var now) -> {
                loaded.increment();
                since = reload.time();
                mistake = Optional.empty();
                texts.keep(now.texts());
                boolean same = before.sha256().equals(now.sha256());
                LOG.log(System.Logger.Level.INFO, "read the policy files anew{0}: by policy {1}",
                        same ? ", and nothing has changed" : "", names(now));
            }
            case Reload.Kept(_, _, var still, var mistakes) -> {
                kept.increment();
                mistake = mistakes.stream().findFirst().map(Mistake::toString);
                mistakes.forEach(PolicyReloads::say);
                LOG.log(System.Logger.Level.ERROR, "until that is mended, requests are still judged by policy {0}",
                        names(still));
            }
        }
        audit.append(event(reload));
    }

    /** How often each came, since the start. */
    Map<String, Long> outcomes() {
        return Map.of("loaded", loaded.sum(), "kept", kept.sum());
    }

    /** Since when the policies in force judge. */
    Instant loaded() {
        return since;
    }

    /** The first thing that is wrong with the files, if anything is. */
    Optional<String> mistake() {
        return mistake;
    }

    /** Whether something is wrong with the files. */
    boolean isFailing() {
        return mistake.isPresent();
    }

    private static void say(Mistake mistake) {
        String hint = mistake.hint().map(text -> " (" + text + ")").orElse("");
        LOG.log(System.Logger.Level.ERROR, mistake + hint);
    }

    private static String names(InForce inForce) {
        return inForce.policies().stream().map(Policy::name).collect(Collectors.joining(" and "));
    }

    private static AuditEvent event(Reload reload) {
        AuditEvent.Trigger trigger = switch (reload.trigger()) {
            case SIGNAL -> AuditEvent.Trigger.SIGNAL;
            case FILE -> AuditEvent.Trigger.FILE;
        };
        return switch (reload) {
            case Reload.Loaded(var time, _, var before, var now) -> new AuditEvent.PolicyLoad(
                    time, AuditEvent.Kind.POLICY_LOAD, AuditEvent.Outcome.LOADED, trigger, written(now),
                    Optional.of(written(before)), List.of());
            case Reload.Kept(var time, _, var kept, var mistakes) -> new AuditEvent.PolicyLoad(
                    time, AuditEvent.Kind.POLICY_LOAD, AuditEvent.Outcome.KEPT, trigger, written(kept),
                    Optional.empty(), mistakes.stream().limit(MOST_MISTAKES).map(Mistake::toString).toList());
        };
    }

    static AuditEvent.InForce written(InForce inForce) {
        List<AuditEvent.PolicyInForce> policies = inForce.policies().stream()
                .map(policy -> new AuditEvent.PolicyInForce(
                        policy.name(), policy.hash(), policy.rules().size(), policy.observed()))
                .toList();
        return new AuditEvent.InForce(inForce.sha256(), policies, inForce.bindingCount(), inForce.exemptionCount());
    }
}
