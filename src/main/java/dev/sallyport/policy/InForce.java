package dev.sallyport.policy;

import dev.sallyport.action.Action;
import dev.sallyport.judge.Decision;
import java.util.List;
import java.util.Map;

/**
 * Everything that judges at one time, but for OPA. Immutable: a request is judged by one.
 *
 * @param policy the default one
 * @param sha256 of all the texts that it was made of, presets too: see {@link Sha256#ofLines}
 * @param texts what resolves the hashes, by the names of files that would hold it: see {@link Sha256#files}
 */
public record InForce(Policy policy, String sha256, Map<String, String> texts) {

    /** The default one first. */
    public List<Policy> policies() {
        return List.of(policy);
    }

    Decision decide(Action action) {
        return new RulesDecisionPoint(policy).decide(action, List.of());
    }
}
