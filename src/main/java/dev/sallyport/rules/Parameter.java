package dev.sallyport.rules;

import java.util.List;

/**
 * A parameter of a rule.
 *
 * @param name its key in a policy file
 * @param type what is written there
 * @param standard its value if nothing is written: Boolean, List of String, Long or String, by type
 * @param description one sentence, for the reference and for editors
 */
public record Parameter(String name, Type type, Object standard, String description) {

    public sealed interface Type {
        record Flag() implements Type {}

        /** A list of texts. */
        record Texts() implements Type {}

        /** A list of words out of a given set, such as operation ids. */
        record Words(List<String> known) implements Type {}

        /** A size in bytes: a whole number, or one with the suffix k, m or g (powers of 1024). */
        record Bytes() implements Type {}

        /** A whole number, 0 or more. */
        record Whole() implements Type {}

        /** A number, possibly with decimals, such as of CPUs. */
        record Number() implements Type {}

        /** One of some words. */
        record Choice(List<String> words) implements Type {}
    }

    static Parameter flag(String name, boolean standard, String description) {
        return new Parameter(name, new Type.Flag(), standard, description);
    }

    static Parameter texts(String name, List<String> standard, String description) {
        return new Parameter(name, new Type.Texts(), standard, description);
    }

    static Parameter operations(String name, List<String> standard, String description) {
        return new Parameter(name, new Type.Words(Operations.names()), standard, description);
    }

    static Parameter bytes(String name, long standard, String description) {
        return new Parameter(name, new Type.Bytes(), standard, description);
    }

    static Parameter whole(String name, long standard, String description) {
        return new Parameter(name, new Type.Whole(), standard, description);
    }

    static Parameter number(String name, double standard, String description) {
        return new Parameter(name, new Type.Number(), standard, description);
    }

    static Parameter choice(String name, List<String> words, String description) {
        return new Parameter(name, new Type.Choice(words), words.getFirst(), description);
    }
}
