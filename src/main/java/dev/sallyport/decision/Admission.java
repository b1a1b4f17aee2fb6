package dev.sallyport.decision;

import java.util.List;

/**
 * What a policy would have to say for a verdict to be none, for programs: a parameter of the rule that found it, and
 * values for it. A list takes them besides those that it has; anything else takes the one value instead of its own.
 *
 * @param parameter its key in a policy file, such as {@code allowed}
 * @param values as they are written in a policy file, such as {@code CHOWN}; at least one
 */
public record Admission(String parameter, List<String> values) {

    public Admission {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("an admission without values");
        }
    }
}
