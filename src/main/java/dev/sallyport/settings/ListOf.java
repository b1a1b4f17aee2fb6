package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Any number of values of one kind. */
public record ListOf<T>(Grammar<T> item) implements Grammar<List<T>> {

    @Override
    public List<T> read(String key, Setting setting, Path base) throws InvalidSettingException {
        if (!(setting instanceof Setting.Items(_, List<Setting> items))) {
            throw setting.wrong(key, "a " + name());
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
        return schema;
    }

    @Override
    public Object plain(List<T> values) {
        return values.stream().map(item::plain).toList();
    }
}
