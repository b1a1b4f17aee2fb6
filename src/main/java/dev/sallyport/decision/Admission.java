package dev.sallyport.decision;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a policy would have to say for a verdict to be none, for programs: a change of a parameter of the rule that
 * found it.
 *
 * @param parameter its key in a policy file, such as {@code allowed}
 * @param values as they are written in a policy file, such as {@code CHOWN}; at least one
 */
public record Admission(String parameter, Change change, List<String> values) {

    /** What is done with the values. */
    public enum Change {
        /** The list takes them besides those that it has. */
        ADD,
        /** The list loses them. */
        REMOVE,
        /** The parameter takes the one value instead of its own. */
        SET;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Admission {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("an admission without values");
        }
    }

    public static Admission add(String parameter, Object... values) {
        return new Admission(parameter, Change.ADD, texts(values));
    }

    public static Admission remove(String parameter, Object... values) {
        return new Admission(parameter, Change.REMOVE, texts(values));
    }

    public static Admission set(String parameter, Object value) {
        return new Admission(parameter, Change.SET, texts(value));
    }

    private static List<String> texts(Object... values) {
        return Arrays.stream(values).map(String::valueOf).toList();
    }
}
