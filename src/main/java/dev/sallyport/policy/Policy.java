package dev.sallyport.policy;

import dev.sallyport.rules.Rule;
import java.util.List;

/**
 * A policy, ready to judge by.
 *
 * @param name as the policy says, or its file's
 * @param hash SHA-256 of the file's bytes, in hexadecimal: tells an auditor which text decided
 * @param rules those that are on
 */
public record Policy(String name, String hash, List<Enabled> rules) {

    public Policy {
        rules = List.copyOf(rules);
    }

    public record Enabled(String id, Rule rule) {}
}
