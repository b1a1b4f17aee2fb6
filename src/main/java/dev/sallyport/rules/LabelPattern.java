package dev.sallyport.rules;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Labels by their name, and by their value if one is given.
 *
 * @param value empty for any
 */
record LabelPattern(Glob name, Optional<Glob> value) {

    static Grammar<LabelPattern> grammar() {
        return new Word<>("label", "a name, or name=value", "", (text, _) -> parse(text));
    }

    static LabelPattern parse(String text) {
        int at = text.indexOf('=');
        return at < 0
                ? new LabelPattern(Glob.parse(text), Optional.empty())
                : new LabelPattern(Glob.parse(text.substring(0, at)), Optional.of(Glob.parse(text.substring(at + 1))));
    }

    boolean matches(Map.Entry<String, String> label) {
        return Glob.any(List.of(name), label.getKey())
                && value.map(glob -> Glob.any(List.of(glob), label.getValue()))
                        .orElse(true);
    }

    @Override
    public String toString() {
        return name + value.map(glob -> "=" + glob).orElse("");
    }
}
