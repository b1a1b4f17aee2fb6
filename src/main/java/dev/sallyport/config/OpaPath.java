package dev.sallyport.config;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.util.regex.Pattern;

/** The names on the way to a rule in OPA's data, with slashes between them. */
public record OpaPath(String names) {

    /** OPA answers a path with an empty name or a dot in it as if there were no such rule. */
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");

    static Grammar<OpaPath> grammar() {
        return new Word<>("path in OPA's data",
                "the names on the way to the rule, such as docker/authz/allow", "^" + NAMES + "$",
                (text, _) -> parse(text));
    }

    private static OpaPath parse(String text) {
        if (!NAMES.matcher(text).matches()) {
            throw new IllegalArgumentException();
        }
        return new OpaPath(text);
    }

    @Override
    public String toString() {
        return names;
    }
}
