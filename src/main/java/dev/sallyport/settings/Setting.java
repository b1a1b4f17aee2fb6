package dev.sallyport.settings;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value in a file, with its place. */
public sealed interface Setting {

    Place place();

    /** @param entries in the order written, each key with its own place */
    record Group(Place place, Map<String, Entry> entries) implements Setting {

        public record Entry(Place place, Setting value) {}

        /** The value of a key; empty if it is not there. */
        public Optional<Setting> find(String key) {
            Entry entry = entries.get(key);
            return entry == null ? Optional.empty() : Optional.of(entry.value());
        }

        /**
         * This mapping, if all its keys are known.
         *
         * @param kind what such keys are called
         * @throws InvalidSettingException with each key that is none of those, and the one that was meant as a hint
         */
        public Group allowOnly(String kind, Collection<String> known) throws InvalidSettingException {
            Mistakes mistakes = new Mistakes();
            for (Map.Entry<String, Entry> entry : entries.entrySet()) {
                if (!known.contains(entry.getKey())) {
                    mistakes.add(unknown(entry.getValue().place(), kind, entry.getKey(), known));
                }
            }
            mistakes.refuse();
            return this;
        }
    }

    record Items(Place place, List<Setting> items) implements Setting {}

    record Text(Place place, String value) implements Setting {}

    record Flag(Place place, boolean value) implements Setting {}

    /** @param text as written */
    record Number(Place place, String text) implements Setting {}

    record Nothing(Place place) implements Setting {}

    /** What no file may say, such as a repeated key; here, so that the rest is read, and all its mistakes told. */
    record Refused(Place place, String why) implements Setting {}

    /** An unknown word, with the known one that is nearest to it, if any is near, as a hint. */
    static Mistake unknown(Place place, String kind, String word, Collection<String> known) {
        Optional<String> hint = nested(word, known)
                .or(() -> Nearest.to(word, known)
                        .map(near -> "did you mean `" + near + "`?"))
                .or(() -> known.isEmpty() || known.size() > 12
                        ? Optional.empty()
                        : Optional.of("known: " + String.join(", ", known)));
        return new Mistake(place, "unknown " + kind + " `" + word + "`", hint);
    }

    /** What to write for {@code audit.file}, which is how documentation names the key {@code file} of {@code audit}. */
    private static Optional<String> nested(String word, Collection<String> known) {
        List<String> keys = List.of(word.split("\\.", -1));
        return keys.size() > 1 && known.contains(keys.getFirst()) && !keys.contains("")
                ? Optional.of("nest it: \"" + String.join("\": {\"", keys) + "\": ..." + "}".repeat(keys.size() - 1))
                : Optional.empty();
    }

    /** That this is not what is wanted there. */
    default InvalidSettingException wrong(String key, String wanted) {
        String message = this instanceof Refused(_, String why) ? why : "`" + key + "` must be " + wanted;
        return new InvalidSettingException(place(), message);
    }

    default Group group(String key) throws InvalidSettingException {
        if (this instanceof Group group) {
            return group;
        }
        throw wrong(key, "a mapping");
    }

    default String text(String key) throws InvalidSettingException {
        if (this instanceof Text(_, String value)) {
            return value;
        }
        throw wrong(key, "a string");
    }
}
