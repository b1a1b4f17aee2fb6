package dev.sallyport.audit;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.RedactedTarget;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.Judgement;
import dev.sallyport.settings.Doc;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One judgement, for those who read later, as it is written: each component is a key, in this order
 * ({@link AuditLine}). What is empty is left out. It has no component for environment values, headers or bodies: they
 * cannot get in.
 */
// @formatter:off: each key stands beneath or beside its @Doc
public record AuditRecord(
        @Doc("When the request came: UTC, with milliseconds.") Instant time,
        @Doc("The decision's id, as the person was told.") String id,
        @Doc("What was decided: `permit` or `deny`.") Verdict decision,
        @Doc("The common name of the TLS client certificate; missing on the unix socket.") Optional<String> user,
        @Doc("How the user was authenticated: `TLS`; missing on the unix socket.") Optional<String> authentication,
        @Doc("The operation's id, as in Docker's API description; missing if there is no such operation, "
                        + "or if the decision came too late.")
                Optional<String> operation,
        @Doc("The HTTP method.") String method,
        @Doc("The request target. Values of query parameters that may be secrets are `***`; cut at 2048 characters.")
                String target,
        @Doc("The image, where the request names one.") Optional<String> image,
        @Doc("The container's name or id, where the request is about one.") Optional<String> container,
        @Doc("The verdicts that denied it; 50 at most, as of each list of findings. `rule` is a rule of the policy; "
                        + "`opa`; or `request`: what no honest client sends, or dockerd did not show.")
                List<Found> violations,
        @Doc("What could not be found out or judged, and denied it. `rule` is `docker` (what dockerd was asked and did "
                        + "not tell), `plugin` (the plugin was too late, is stopping, or failed itself), an error of "
                        + "[opa.md](opa.md), or a rule that failed. A denial with `failures` and no `violations` says "
                        + "nothing about the request.")
                List<Found> failures,
        @Doc("Verdicts that a policy only watches for: they did not deny.") List<Found> noted,
        @Doc("Verdicts whose force an exemption took: they did not deny.") List<Found> exempt,
        @Doc("What failed and did not deny, because `opa.onError` is `allow`.") List<Found> failedOpen,
        @Doc("By whose word: of a permit, everybody who permitted; of a denial, everybody whose `violations` these "
                        + "are. Missing where nobody's policy denied: for `request`, and for failures.")
                List<Decider> decidedBy,
        @Doc("Under which id OPA's own log has the decision.") Optional<String> opaDecisionId,
        @Doc("How long the decision took, in microseconds.") long durationUs,
        @Doc("What was judged; missing where nothing of the request was read.") Optional<Facts> facts) {
    // @formatter:on

    /** What was decided. */
    public enum Verdict {
        PERMIT("permit"),
        DENY("deny");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** One thing that was found. */
    public record Found(
            @Doc("What found it.") String rule,
            @Doc("What the request says, or what failed.") String found,
            @Doc("What is wanted instead; missing if nothing would do.") Optional<String> wanted,
            @Doc("The id of the exemption, under `exempt`.") Optional<String> exemption,
            @Doc("What of the rule's parameters would admit it; "
                    + "missing if none would.") Optional<Admitted> admittedBy) {

        static Found of(Finding finding) {
            Optional<String> exemption =
                    finding.force() instanceof Force.Exempt(String id) ? filled(id) : Optional.empty();
            return new Found(finding.rule(), finding.found(), filled(finding.wanted()), exemption,
                    finding.admittedBy().map(Admitted::of));
        }
    }

    /** A change of a policy. */
    public record Admitted(
            @Doc("The parameter's key in a policy file.") String parameter,
            @Doc("`add`: the list takes the values besides its own; `remove`: it loses them; "
                    + "`set`: the parameter takes the one value.") Admission.Change change,
            @Doc("As they are written in a policy file.") List<String> values) {

        static Admitted of(Admission admission) {
            return new Admitted(admission.parameter(), admission.change(), admission.values());
        }
    }

    /** One by whose word it was decided. */
    public record Decider(
            @Doc("The policy's name, or OPA's path.") String policy,
            @Doc("Of the policy's text, in hexadecimal; missing for OPA.") Optional<String> sha256) {

        static Decider of(Authority authority) {
            return new Decider(authority.name(), filled(authority.sha256()));
        }
    }

    /**
     * What was judged, as it is written.
     *
     * @param plain what {@link JudgedFacts} makes
     */
    public record Facts(Map<String, @Nullable Object> plain) {

        /** JSON Schema. */
        static Map<String, Object> schema() {
            Map<String, Object> definitions = new TreeMap<>();
            Map<String, Object> schema = new LinkedHashMap<>(JudgedFacts.SHAPE.schema(definitions));
            schema.put("$defs", definitions);
            return schema;
        }
    }

    static AuditRecord of(Judgement judgement) {
        Action action = judgement.action();
        Subject subject = action.request().subject();
        Map<String, List<Finding>> findings = judgement.byHeading();
        return new AuditRecord(
                action.request().time(),
                action.id().value(),
                judgement.permitted() ? Verdict.PERMIT : Verdict.DENY,
                filled(subject.user()),
                filled(subject.authentication()),
                action.operation(),
                action.request().method(),
                RedactedTarget.of(action.request().target()),
                filled(action.image()),
                filled(action.containerName()),
                found(findings, "violations"),
                found(findings, "failures"),
                found(findings, "noted"),
                found(findings, "exempt"),
                found(findings, "failed_open"),
                judgement.decidedBy().stream().map(Decider::of).toList(),
                reference(judgement, "opa"),
                judgement.took().toNanos() / 1000,
                JudgedFacts.of(action).map(Facts::new));
    }

    /** The same with less of its facts. */
    AuditRecord with(UnaryOperator<Map<String, @Nullable Object>> less) {
        return new AuditRecord(time, id, decision, user, authentication, operation, method, target, image, container,
                violations, failures, noted, exempt, failedOpen, decidedBy, opaDecisionId, durationUs,
                facts.map(whole -> new Facts(less.apply(whole.plain()))));
    }

    /** One line of JSON, in UTF-8, with its line feed: 8 KiB at most. */
    byte[] line() {
        return AuditLine.of(this);
    }

    private static List<Found> found(Map<String, List<Finding>> findings, String heading) {
        return findings.getOrDefault(heading, List.of()).stream().map(Found::of).toList();
    }

    private static Optional<String> reference(Judgement judgement, String decisionPoint) {
        return judgement.references().stream()
                .filter(reference -> reference.decisionPoint().equals(decisionPoint))
                .map(Decision.Reference::id)
                .findFirst();
    }

    private static Optional<String> filled(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
