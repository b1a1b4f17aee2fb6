package dev.sallyport.policy;

import dev.sallyport.rules.Rule;
import java.util.List;

/**
 * A policy, ready to judge by.
 *
 * @param name as the policy says, or its file's
 * @param hash tells an auditor which text decided, in hexadecimal: of a policy that extends nothing, the SHA-256 of its
 *     file; see {@link Sha256#ofAll} for one that does
 * @param rules those that are on
 */
public record Policy(String name, String hash, List<Enabled> rules) {

    public Policy {
        rules = List.copyOf(rules);
    }

    /** @param mode not {@link Mode#OFF} */
    public record Enabled(String id, Rule rule, Mode mode) {}

    /** How many rules are only observed. */
    public long observed() {
        return rules.stream().filter(enabled -> enabled.mode() == Mode.OBSERVE).count();
    }
}
