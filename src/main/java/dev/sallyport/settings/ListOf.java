package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values of one kind.
 *
 * @param some whether there must be at least one
 */
record ListOf<T>(Grammar<T> item, boolean some) implements Grammar<List<T>> {

    @Override
    public List<T> read(String key, Setting setting, Path base) throws InvalidSettingException {
        if (!(setting instanceof Setting.Items(_, List<Setting> items)) || some && items.isEmpty()) {
            throw setting.wrong(key, some ? "a list with at least one word" : "a " + name());
        }
        Mistakes mistakes = new Mistakes();
        List<T> values = new ArrayList<>();
        for (Setting each : items) {
            Optional<T> value = mistakes.attempt(() -> item.read(key, each, base));
            value.ifPresent(values::add);
        }
        mistakes.refuse();
        return List.copyOf(values);
    }

    @Override
    public String name() {
        return "list of " + item.plural();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "array");
        schema.put("items", item.schema());
        if (some) {
            schema.put("minItems", 1);
        }
        return schema;
    }

    @Override
    public Object plain(List<T> values) {
        return values.stream().map(item::plain).toList();
    }
}
