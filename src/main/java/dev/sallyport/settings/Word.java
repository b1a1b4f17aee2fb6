package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Text that a type reads itself.
 *
 * @param name what such a value is called
 * @param wanted what it must be, as in "`key` must be ..."
 * @param pattern a regular expression for the JSON schema; empty for any text
 * @param numbers whether a number is such a word, too: nobody need put it between quotes
 * @param parser what makes a value of it
 */
public record Word<T>(String name, String wanted, String pattern, boolean numbers, Parser<T> parser)
        implements Grammar<T> {

    /** One that is no number. */
    public Word(String name, String wanted, String pattern, Parser<T> parser) {
        this(name, wanted, pattern, false, parser);
    }

    public interface Parser<T> {
        /** @throws IllegalArgumentException if it is none; its message, if any, is told instead of {@code wanted} */
        T parse(String text, Path base);
    }

    @Override
    public T read(String key, Setting setting, Path base) throws InvalidSettingException {
        String text =
                setting instanceof Setting.Number(_, String digits) && numbers ? digits : setting.text(key);
        try {
            return parser.parse(text, base);
        } catch (IllegalArgumentException e) {
            throw e.getMessage() == null
                    ? setting.wrong(key, wanted)
                    : new InvalidSettingException(setting.place(), e.getMessage());
        }
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", numbers ? List.of("integer", "string") : "string");
        if (!pattern.isEmpty()) {
            schema.put("pattern", pattern);
        }
        return schema;
    }

    @Override
    public Object plain(T value) {
        return value.toString();
    }
}
