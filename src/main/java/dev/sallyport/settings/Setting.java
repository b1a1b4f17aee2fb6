package dev.sallyport.settings;

import java.util.ArrayList;
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
         * @param kind what such keys are called
         * @throws InvalidSettingException with each key that is none of those, and the one that was meant as a hint
         */
        public void allowOnly(String kind, Collection<String> known) throws InvalidSettingException {
            Mistakes mistakes = new Mistakes();
            for (Map.Entry<String, Entry> entry : entries.entrySet()) {
                if (!known.contains(entry.getKey())) {
                    mistakes.add(unknown(entry.getValue().place(), kind, entry.getKey(), known));
                }
            }
            mistakes.refuse();
        }
    }

    record Items(Place place, List<Setting> items) implements Setting {}

    record Text(Place place, String value) implements Setting {}

    record Flag(Place place, boolean value) implements Setting {}

    /** @param text as written */
    record Number(Place place, String text) implements Setting {}

    record Nothing(Place place) implements Setting {}

    /** What no file may say, such as a repeated key. It stands in its place, so that the rest is read, and its mistakes told too. */
    record Refused(Place place, String why) implements Setting {}

    /** An unknown word, with the known one that is nearest to it, if any is near, as a hint. */
    static Mistake unknown(Place place, String kind, String word, Collection<String> known) {
        Optional<String> hint = Nearest.to(word, known)
                .map(near -> "did you mean `" + near + "`?")
                .or(() -> known.isEmpty() || known.size() > 12
                        ? Optional.empty()
                        : Optional.of("known: " + String.join(", ", known)));
        return new Mistake(place, "unknown " + kind + " `" + word + "`", hint);
    }

    /** That this is not what is wanted there. */
    default InvalidSettingException wrong(String key, String wanted) {
        return new InvalidSettingException(place(), this instanceof Refused(_, String why) ? why : "`" + key + "` must be " + wanted);
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

    default boolean flag(String key) throws InvalidSettingException {
        if (this instanceof Flag(_, boolean value)) {
            return value;
        }
        throw wrong(key, "true or false");
    }

    default List<String> texts(String key) throws InvalidSettingException {
        if (!(this instanceof Items(_, List<Setting> items))) {
            throw wrong(key, "a list of strings");
        }
        List<String> texts = new ArrayList<>();
        for (Setting item : items) {
            texts.add(item.text(key));
        }
        return texts;
    }

    default long whole(String key, long min, long max) throws InvalidSettingException {
        String wanted = "a whole number from " + min + " to " + max;
        if (!(this instanceof Number(_, String text))) {
            throw wrong(key, wanted);
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw wrong(key, wanted);
    }

    default double number(String key) throws InvalidSettingException {
        try {
            if (this instanceof Number(_, String text) && Double.parseDouble(text) >= 0) {
                return Double.parseDouble(text);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw wrong(key, "a number, 0 or more");
    }

    /** A whole number of bytes, or one with the suffix k, m or g: powers of 1024. */
    default long bytes(String key) throws InvalidSettingException {
        if (this instanceof Number) {
            return whole(key, 0, Long.MAX_VALUE);
        }
        if (this instanceof Text(_, String text) && text.matches("[0-9]{1,9}[kKmMgG]")) {
            long count = Long.parseLong(text.substring(0, text.length() - 1));
            return count << 10 * (1 + "kmg".indexOf(Character.toLowerCase(text.charAt(text.length() - 1))));
        }
        throw wrong(key, "a size such as 67108864 or 64m");
    }

    default String choice(String key, Collection<String> words) throws InvalidSettingException {
        if (this instanceof Text(_, String value) && words.contains(value)) {
            return value;
        }
        if (this instanceof Text(Place place, String value)) {
            throw new InvalidSettingException(List.of(unknown(place, "value of `" + key + "`:", value, words)));
        }
        throw wrong(key, "one of " + String.join(", ", words));
    }
}
