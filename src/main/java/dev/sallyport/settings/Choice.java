package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One of some words.
 *
 * @param kind what the words are; empty if only their key says it
 * @param words in the order in which they are told
 */
public record Choice<T>(String kind, Map<String, T> words) implements Grammar<T> {

    /** More than these are not told one by one. */
    private static final int FEW = 12;

    @Override
    public T read(String key, Setting setting, Path base) throws InvalidSettingException {
        if (!(setting instanceof Setting.Text(Place place, String word))) {
            throw setting.wrong(key, words.size() > FEW ? "a string" : "one of " + String.join(", ", words.keySet()));
        }
        T value = words.get(word);
        if (value == null) {
            String what = kind.isEmpty() ? "value of `" + key + "`:" : kind;
            throw new InvalidSettingException(List.of(Setting.unknown(place, what, word, words.keySet())));
        }
        return value;
    }

    @Override
    public String name() {
        return kind.isEmpty() ? String.join(" or ", words.keySet()) : kind;
    }

    @Override
    public String plural() {
        return kind.isEmpty() ? name() : kind.replace(" or ", "s and ") + "s";
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("enum", List.copyOf(words.keySet()));
    }

    @Override
    public Object plain(T value) {
        return words.entrySet().stream()
                .filter(word -> word.getValue().equals(value))
                .findFirst()
                .orElseThrow()
                .getKey();
    }
}
