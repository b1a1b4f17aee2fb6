package dev.sallyport.cli;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.PolicyTexts;
import dev.sallyport.config.Configuration;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.Facts;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import dev.sallyport.policy.InForce;
import dev.sallyport.policy.Mode;
import dev.sallyport.policy.Policies;
import dev.sallyport.policy.Policy;
import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Says, in the log and in the audit log, that the plugin starts and by what it judges, and that it ends and why. */
final class Lifecycle {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final AuditLog audit;
    private final PolicyTexts texts;
    private volatile String why = "the process ends";

    Lifecycle(AuditLog audit, PolicyTexts texts) {
        this.audit = audit;
        this.texts = texts;
    }

    /** Before anything is judged. */
    void starts(Path file, Configuration configuration, Assembly assembly) {
        Terminal.say(VersionCommand.versions() + ", configuration " + file.toAbsolutePath());
        Optional<InForce> inForce = assembly.policies().map(Policies::inForce);
        inForce.ifPresent(now -> {
            String origin = configuration.policy().map(Path::toString).orElse("built in");
            now.policies().forEach(policy -> say(policy, policy.equals(now.policy()) ? origin : "bound"));
            texts.keep(now.texts());
        });
        audit.append(new AuditEvent.Start(Instant.now(), AuditEvent.Kind.START, VersionCommand.version(),
                file.toAbsolutePath().toString(), configuration.socket().path().toString(),
                inForce.map(PolicyReloads::written)));
    }

    private static void say(Policy policy, String origin) {
        List<String> on = policy.rules().stream().map(Policy.Enabled::id).toList();
        String off = RuleCatalogue.definitions().stream()
                .map(RuleDefinition::id)
                .filter(id -> !on.contains(id))
                .collect(Collectors.joining(", "));
        Terminal.say("policy " + policy.name() + " (" + origin + "), SHA-256 " + policy.hash());
        Terminal.say("rules on: "
                + policy.rules().stream().map(Lifecycle::described).collect(Collectors.joining(", "))
                + (off.isEmpty() ? "" : "; off: " + off));
    }

    private static String described(Policy.Enabled rule) {
        return rule.id() + (rule.mode() == Mode.OBSERVE ? " (observed)" : "");
    }

    /** Says which dockerd answers, as soon as one does: at boot it starts later. */
    void tellOfDockerd(Facts docker, Path socket) {
        Question.Daemon question = new Question.Daemon();
        if (NamedPlaces.refusal(socket).isPresent()) {
            Terminal.say("no dockerd answers on " + socket + " yet");
        }
        // Not asked before: what is asked in vain is a warning in the log.
        while (NamedPlaces.refusal(socket).isPresent()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        Lookup<Inspected.Info> answer = docker.ask(question);
        while (!(answer instanceof Lookup.Found<Inspected.Info>(var info))) {
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = docker.ask(question);
        }
        Terminal.say("dockerd " + info.serverVersion() + " answers on " + socket);
    }

    /** Why it will end: a signal. */
    void asked(String signal) {
        why = signal;
    }

    void stops() {
        Terminal.say("stopping: " + why);
    }

    /** After the last decision. */
    void hasStopped() {
        audit.append(new AuditEvent.Stop(Instant.now(), AuditEvent.Kind.STOP, why));
    }
}
