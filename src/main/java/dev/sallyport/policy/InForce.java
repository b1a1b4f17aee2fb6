package dev.sallyport.policy;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Finding.About;
import dev.sallyport.judge.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything that judges at one time, but for OPA. Immutable: a request is judged by one.
 *
 * @param standard judges what no binding is for
 * @param bindings the first that holds says what judges
 * @param exemptions in the order of their files
 * @param sha256 of all the texts that it was made of, presets too: see {@link Sha256#ofLines}
 * @param texts what resolves the hashes, by the names of files that would hold it: see {@link Sha256#files}
 */
public record InForce(
        RulesDecisionPoint standard, List<Binding> bindings, List<Exemption> exemptions, String sha256,
        Map<String, String> texts) {

    public InForce {
        bindings = List.copyOf(bindings);
        exemptions = List.copyOf(exemptions);
    }

    /** The default one first; each once. */
    public List<Policy> policies() {
        return Stream.concat(Stream.of(standard), bindings.stream().map(Binding::point))
                .distinct()
                .map(RulesDecisionPoint::policy)
                .toList();
    }

    /** The default one. */
    public Policy policy() {
        return standard.policy();
    }

    Decision decide(Action action) {
        Decision decision = bindings.stream()
                .filter(binding -> binding.holds(action))
                .findFirst()
                .map(Binding::point)
                .orElse(standard)
                .decide(action, List.of());
        return !decision.findings().isEmpty() && dependsOnWhoAsks() ? toAsker(decision) : decision;
    }

    private boolean dependsOnWhoAsks() {
        return bindings.stream().anyMatch(binding -> !binding.who().isAnybody())
                || exemptions.stream().anyMatch(exemption -> !exemption.match().value().who().isAnybody());
    }

    /** Nobody has a container removed that somebody else may start. */
    private static Decision toAsker(Decision decision) {
        List<Finding> findings = decision.findings().stream()
                .map(finding -> finding.about() == About.CONTAINER
                        ? finding.about(About.CONTAINER_TO_ASKER)
                        : finding)
                .toList();
        return Decision.of(decision.by(), findings);
    }

    /** Whether an exemption is for images, so that somebody has to ask where they come from. */
    boolean wantsOrigins() {
        return exemptions.stream().anyMatch(exemption -> exemption.match().value().wantsOrigins());
    }

    public int bindingCount() {
        return bindings.size();
    }

    /** How many exemptions there are, those that have expired included. */
    public int exemptionCount() {
        return exemptions.size();
    }

    /** Those that have ended by then, each in words. */
    public List<String> expired(Instant time) {
        return exemptions.stream()
                .filter(exemption -> exemption.hasExpired(time))
                .map(exemption -> "exemption `" + exemption.name() + "` has expired ("
                        + exemption.expires().value() + ") and lifts nothing: " + exemption.owner().text()
                        + " answers for it")
                .toList();
    }
}
