package dev.sallyport.cli;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.metrics.Family;
import dev.sallyport.metrics.Health;
import dev.sallyport.metrics.ProcessFigures;
import dev.sallyport.plugin.Judging;
import dev.sallyport.policy.Mode;
import dev.sallyport.policy.Policies;
import dev.sallyport.policy.Policy;
import dev.sallyport.rules.RuleCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything that is told to Prometheus; docs/monitoring.md has a row for each. */
final class MetricFamilies {

    private MetricFamilies() {}

    static List<Family> of(Monitoring.Parts parts, Instant started) {
        List<Family> families = new ArrayList<>();
        families.add(new Family("sallyport_build_info", "Always 1: which version runs.", Family.Type.GAUGE,
                List.of(new Family.Sample(Map.of("version", VersionCommand.version()), 1))));
        families.addAll(policies(parts));
        families.addAll(parts.decisions().families());
        families.addAll(audit(parts.audit().state()));
        families.addAll(peers(parts));
        families.addAll(load(parts.judging().load()));
        families.add(Family.gauge("sallyport_connections", "Open connections of dockerd.",
                parts.server().openConnections()));
        families.addAll(ProcessFigures.families(started));
        return families;
    }

    private static List<Family> policies(Monitoring.Parts parts) {
        List<Policy> policies = Monitoring.policies(parts);
        return List.of(
                new Family("sallyport_policy_info", "Always 1: a policy that judges, and the SHA-256 of its text.",
                        Family.Type.GAUGE, policies.stream().map(MetricFamilies::info).toList()),
                new Family("sallyport_policy_rules", "Rules of a policy, by their mode.", Family.Type.GAUGE,
                        policies.stream().flatMap(MetricFamilies::modes).toList()),
                Family.gauge("sallyport_policy_loaded_timestamp_seconds",
                        "Since when the policies in force judge, in seconds since 1970.",
                        parts.reloads().loaded().toEpochMilli() / 1000.0),
                new Family("sallyport_exemptions", "Exemptions, by whether they have expired.", Family.Type.GAUGE,
                        exemptions(parts)),
                Family.counters("sallyport_policy_reloads_total",
                        "How often the policy files were read anew, by what came of it, as in the audit log.",
                        "outcome", parts.reloads().outcomes()),
                Family.gauge("sallyport_policy_reload_failing",
                        "1 while something is wrong with the policy files, so that what they said before is in force.",
                        parts.reloads().isFailing() ? 1 : 0));
    }

    private static List<Family.Sample> exemptions(Monitoring.Parts parts) {
        return parts.assembly().policies().map(Policies::inForce).stream().flatMap(inForce -> {
            int expired = inForce.expired(Instant.now()).size();
            return Stream.of(new Family.Sample(Map.of("state", "valid"), inForce.exemptionCount() - expired),
                    new Family.Sample(Map.of("state", "expired"), expired));
        }).toList();
    }

    private static Stream<Family.Sample> modes(Policy policy) {
        return Stream.of(Mode.values()).map(mode -> new Family.Sample(
                Family.labels("policy", policy.name(), "mode", mode.word()), rules(policy, mode)));
    }

    private static long rules(Policy policy, Mode mode) {
        return mode == Mode.OFF
                ? RuleCatalogue.definitions().size() - policy.rules().size()
                : policy.rules().stream().filter(rule -> rule.mode() == mode).count();
    }

    private static Family.Sample info(Policy policy) {
        return new Family.Sample(Family.labels("policy", policy.name(), "sha256", policy.hash()), 1);
    }

    private static List<Family> audit(AuditLog.State audit) {
        return List.of(
                Family.counter("sallyport_audit_records_total", "Records and events appended to the audit log.",
                        audit.records()),
                Family.counter("sallyport_audit_bytes_total", "Bytes appended to the audit log.", audit.bytes()),
                Family.counter("sallyport_audit_unwritten_total",
                        "Records and events that could not be written, or not be forced to disk as configured.",
                        audit.unwritten()),
                Family.counter("sallyport_audit_failures_total",
                        "Whatever went wrong with the audit log, those included.", audit.failures()),
                Family.counter("sallyport_audit_rotations_total", "How often the audit log was set aside.",
                        audit.rotations()),
                Family.gauge("sallyport_audit_file_bytes", "Size of the audit log's file.", audit.size()),
                Family.gauge("sallyport_audit_failing", "1 while the last record could not be written or forced.",
                        audit.failing() ? 1 : 0));
    }

    private static List<Family> peers(Monitoring.Parts parts) {
        List<Family> families = new ArrayList<>();
        families.add(Family.counters("sallyport_docker_questions_total",
                "Questions to dockerd, by how they ended.", "outcome", parts.docker().outcomes()));
        parts.assembly().opa().ifPresent(opa -> {
            families.add(Family.counters("sallyport_opa_questions_total",
                    "Questions to OPA, by how they ended; not those that were spared while it is down.", "outcome",
                    opa.client().outcomes()));
            families.add(Family.gauge("sallyport_opa_down", "1 while OPA is known to give no answers.",
                    opa.client().isDown() ? 1 : 0));
        });
        return families;
    }

    private static List<Family> load(Judging.Load load) {
        return List.of(
                Family.gauge("sallyport_judging", "Requests that are judged now by a thread of their own.",
                        load.judging()),
                Family.gauge("sallyport_judging_waiting", "Requests that wait for a thread or for memory.",
                        load.waiting()),
                Family.gauge("sallyport_judging_lost_threads",
                        "Threads that did not come back before their request's deadline, nor since.", load.lost()),
                Family.gauge("sallyport_message_budget_free_bytes", "What is left of the room for large messages.",
                        load.messageBytesLeft()),
                Family.counter("sallyport_refused_overload_total",
                        "Requests refused at once because too much was being judged.", load.turnedAway()),
                Family.counter("sallyport_refused_late_total",
                        "Requests refused because no decision was made in time.", load.late()));
    }
}
