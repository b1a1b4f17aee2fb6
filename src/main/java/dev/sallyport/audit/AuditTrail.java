package dev.sallyport.audit;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Decision;
import dev.sallyport.decision.Obligation;
import dev.sallyport.decision.Violation;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.RedactedTarget;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decides what is written down, and writes it before anybody is answered. */
public final class AuditTrail {

    /** Which decisions are recorded. */
    public enum Scope {
        DENIED,
        /** Denials, and permits of what changes something or reads secrets. */
        CHANGES,
        ALL
    }

    private final AuditLog log;
    private final Scope scope;
    private final boolean denyUnrecorded;
    private final String policyName;
    private final String policyHash;

    /** @param denyUnrecorded whether what cannot be written down is denied */
    public AuditTrail(AuditLog log, Scope scope, boolean denyUnrecorded, String policyName, String policyHash) {
        this.log = log;
        this.scope = scope;
        this.denyUnrecorded = denyUnrecorded;
        this.policyName = policyName;
        this.policyHash = policyHash;
    }

    /**
     * Writes a decision down, if it is to be.
     *
     * @param since when the request came
     * @return the decision to enforce: the given one, or a denial if it could not be written down
     */
    public Decision write(Instant since, Action action, Decision decision) {
        if (!isRecorded(action, decision)) {
            return decision;
        }
        try {
            log.append(record(since, action, decision));
            return decision;
        } catch (IOException e) {
            // The log itself tells the operator why.
            return denyUnrecorded
                    ? Decision.combine(List.of(decision, new Decision.Indeterminate(
                            new Violation("audit", "the decision could not be written into the audit log", ""))))
                    : decision;
        }
    }

    private boolean isRecorded(Action action, Decision decision) {
        if (!isPermit(decision) || !decision.failedOpen().isEmpty()) {
            return true;
        }
        return switch (scope) {
            case ALL -> true;
            case CHANGES -> changes(action);
            case DENIED -> false;
        };
    }

    private static Map<String, String> references(Decision decision) {
        Map<String, String> references = new TreeMap<>();
        for (Obligation obligation : decision.obligations()) {
            if (obligation instanceof Obligation.Reference(String decisionPoint, String id)) {
                references.put(decisionPoint, id);
            }
        }
        return references;
    }

    private static boolean changes(Action action) {
        return action.call().map(call -> call.operation().effect() != Operation.Effect.READ).orElse(true);
    }

    private static boolean isPermit(Decision decision) {
        return decision instanceof Decision.Permit;
    }

    private AuditRecord record(Instant since, Action action, Decision decision) {
        return new AuditRecord(
                since,
                action.id().value(),
                isPermit(decision),
                action.request().subject().user(),
                action.request().subject().authentication(),
                action.call().map(call -> call.operation().id()).orElse(""),
                action.request().method(),
                RedactedTarget.of(action.request().target()),
                image(action),
                container(action),
                decision.reasons(),
                references(decision),
                decision.failedOpen(),
                policyName,
                policyHash,
                Duration.between(since, Instant.now()).toNanos() / 1000);
    }

    private static String image(Action action) {
        return action.aspects().stream()
                .filter(Aspect.Workload.class::isInstance)
                .map(aspect -> ((Aspect.Workload) aspect).image())
                .findFirst()
                .orElseGet(() -> action.call()
                        .filter(call -> call.operation().group() == Operation.Group.IMAGES)
                        .map(call -> call.name().isEmpty() ? call.target().query().first("fromImage") : call.name())
                        .orElse(""));
    }

    private static String container(Action action) {
        return action.container().map(container -> container.name().replaceFirst("^/", "")).orElseGet(() -> action.call()
                .map(call -> switch (call.operation().group()) {
                    case CONTAINERS, EXEC -> call.name().isEmpty() ? call.target().query().first("name") : call.name();
                    case CHECKPOINTS, IMAGES, BUILDS, BUILDKIT, VOLUMES, NETWORKS, SWARM, PLUGINS, SYSTEM, DISTRIBUTION, DEBUG -> "";
                })
                .orElse(""));
    }
}
