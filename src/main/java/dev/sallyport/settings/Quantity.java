package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * A whole number of something.
 *
 * @param min the least that is allowed
 * @param max the most that is allowed
 */
record Quantity<T>(Unit unit, LongFunction<T> make, ToLongFunction<T> amount, long min, long max)
        implements Grammar<T> {

    Quantity<T> within(Range range) {
        return new Quantity<>(unit, make, amount, range.min(), range.max());
    }

    @Override
    public T read(String key, Setting setting, Path base) throws InvalidSettingException {
        OptionalLong given = unit.amount(setting);
        if (given.isEmpty() || given.getAsLong() < min || given.getAsLong() > max) {
            throw setting.wrong(key, wanted(setting));
        }
        return make.apply(given.getAsLong());
    }

    private String wanted(Setting given) {
        if (!unit.hasSuffixes() || !bounded() && given instanceof Setting.Number) {
            return "a whole number from " + min + " to " + max;
        }
        String such = "a " + unit.name() + " such as " + unit.example();
        return bounded() ? such + ", from " + show(min) + " to " + show(max) : such;
    }

    /** Whether the bound is one that somebody set. */
    private boolean bounded() {
        return max < Integer.MAX_VALUE;
    }

    private Object show(long units) {
        return unit.hasSuffixes() && units > 0 ? unit.show(units) : (Object) units;
    }

    @Override
    public String name() {
        return bounded() ? unit.name() + " from " + show(min) + " to " + show(max) : unit.name();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", unit.hasSuffixes() ? List.of("integer", "string") : "integer");
        schema.put("minimum", min);
        if (bounded()) {
            schema.put("maximum", max);
        }
        if (unit.hasSuffixes()) {
            schema.put("pattern", "^" + unit.pattern() + "$");
        }
        return schema;
    }

    @Override
    public Object plain(T value) {
        return show(amount.applyAsLong(value));
    }
}
