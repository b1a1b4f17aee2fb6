package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Text that a type reads itself.
 *
 * @param name what such a value is called
 * @param wanted what it must be, as in "`key` must be ..."
 * @param pattern a regular expression for the JSON schema; empty for any text
 * @param parser what makes a value of it
 */
public record Word<T>(String name, String wanted, String pattern, Parser<T> parser) implements Grammar<T> {

    public interface Parser<T> {
        /** @throws IllegalArgumentException if it is none; its message, if any, is told instead of {@code wanted} */
        T parse(String text, Path base);
    }

    @Override
    public T read(String key, Setting setting, Path base) throws InvalidSettingException {
        String text = setting.text(key);
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
        schema.put("type", "string");
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
