package dev.sallyport.policy;

import dev.sallyport.action.Action;
import dev.sallyport.judge.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything that judges at one time, but for OPA. Immutable: a request is judged by one.
 *
 * @param standard judges what nothing else does
 * @param exemptions in the order of their files
 * @param sha256 of all the texts that it was made of, presets too: see {@link Sha256#ofLines}
 * @param texts what resolves the hashes, by the names of files that would hold it: see {@link Sha256#files}
 */
public record InForce(
        RulesDecisionPoint standard, List<Exemption> exemptions, String sha256, Map<String, String> texts) {

    public InForce {
        exemptions = List.copyOf(exemptions);
    }

    /** The default one first. */
    public List<Policy> policies() {
        return List.of(standard.policy());
    }

    /** The default one. */
    public Policy policy() {
        return standard.policy();
    }

    Decision decide(Action action) {
        return standard.decide(action, List.of());
    }

    /** Whether an exemption is for images, so that somebody has to ask where they come from. */
    boolean wantsOrigins() {
        return exemptions.stream().anyMatch(exemption -> exemption.match().value().wantsOrigins());
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
