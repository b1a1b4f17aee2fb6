package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value that is neither text nor whole.
 *
 * @param wanted what it must be, as in "`key` must be ..."
 * @param type as JSON schemas call it
 * @param reader empty if the setting is no such value
 */
record Scalar<T>(String name, String wanted, String type, Function<Setting, Optional<T>> reader) implements Grammar<T> {

    static final Scalar<Boolean> FLAG = new Scalar<>("true or false", "true or false", "boolean",
            setting -> setting instanceof Setting.Flag(_, boolean value) ? Optional.of(value) : Optional.empty());

    static final Scalar<Double> DECIMAL = new Scalar<>("number", "a number, 0 or more", "number", Scalar::decimal);

    private static Optional<Double> decimal(Setting setting) {
        try {
            return setting instanceof Setting.Number(_, String text)
                    ? Optional.of(Double.valueOf(text)).filter(value -> value >= 0 && Double.isFinite(value))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public T read(String key, Setting setting, Path base) throws InvalidSettingException {
        return reader.apply(setting).orElseThrow(() -> setting.wrong(key, wanted));
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("type", type);
    }

    @Override
    public Object plain(T value) {
        // 2.0 is written 2.
        return value instanceof Double number && number == Math.rint(number) ? (Object) number.longValue() : value;
    }
}
