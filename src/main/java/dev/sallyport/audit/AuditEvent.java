package dev.sallyport.audit;

import dev.sallyport.settings.Doc;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened to the gate itself: a line of the audit log between those of the decisions. Each component is
 * a key, in this order; what is empty is left out. A decision has the key {@code decision}, an event the key {@code
 * event}.
 */
public sealed interface AuditEvent {

    /** When it happened. */
    Instant time();

    /** Which of them it is. */
    Kind event();

    /** The values of {@code event}. */
    enum Kind {
        START,
        POLICY_LOAD,
        STOP
    }

    /** The plugin starts: nothing has been judged yet. */
    record Start(
            @Doc("When: UTC, with milliseconds.") Instant time,
            @Doc("What happened: `start`.") Kind event,
            @Doc("Sallyport's version.") String version,
            @Doc("The configuration file.") String configuration,
            @Doc("Where it listens.") String socket,
            @Doc("What judges; missing if OPA alone does.") Optional<InForce> inForce)
            implements AuditEvent {}

    /**
     * The plugin ends: everything has been judged. A start without it before tells of a process that was killed or
     * failed.
     */
    record Stop(
            @Doc("When: UTC, with milliseconds.") Instant time,
            @Doc("What happened: `stop`.") Kind event,
            @Doc("Why: the signal, such as `SIGTERM`.") String reason)
            implements AuditEvent {}

    /** Policies, exemptions and bindings were read anew. */
    record PolicyLoad(
            @Doc("When: UTC, with milliseconds.") Instant time,
            @Doc("What happened: `policy_load`.") Kind event,
            @Doc("What came of it: `loaded`; or `kept`: something was wrong with the files, and what was in force "
                    + "before stays so.") Outcome outcome,
            @Doc("Why they were read: `signal` (SIGHUP), or `file` (one of them changed).") Trigger trigger,
            @Doc("What is in force from here on.") InForce inForce,
            @Doc("What was in force before; missing under `kept`.") Optional<InForce> before,
            @Doc("What is wrong with the files, under `kept`: each with its place; 20 at most.") List<String> mistakes)
            implements AuditEvent {

        public PolicyLoad {
            mistakes = List.copyOf(mistakes);
        }
    }

    /** What came of reading the files. */
    enum Outcome {
        LOADED,
        KEPT
    }

    /** Why they were read. */
    enum Trigger {
        SIGNAL,
        FILE
    }

    /** Everything that judges, but for OPA. */
    record InForce(
            @Doc("Of all the texts that it was made of: the SHA-256, in hexadecimal, of the lines that `sha256sum "
                    + "FILE... | cut -c-64 | sort` prints for them.") String sha256,
            @Doc("The policies: the default first, then those that bindings name.") List<PolicyInForce> policies,
            @Doc("How many bindings there are.") long bindings,
            @Doc("How many exemptions there are, those that have expired included.") long exemptions) {

        public InForce {
            policies = List.copyOf(policies);
        }
    }

    /** One policy. */
    record PolicyInForce(
            @Doc("The policy's name.") String policy,
            @Doc("As in `decided_by`; the text is kept under it.") String sha256,
            @Doc("How many rules are on.") long rules,
            @Doc("How many of them are only observed.") long observed) {}
}
