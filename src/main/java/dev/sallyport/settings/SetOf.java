package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** At least one of some words, in the order written. */
record SetOf<T>(ListOf<T> list) implements Grammar<Set<T>> {

    @Override
    public Set<T> read(String key, Setting setting, Path base) throws InvalidSettingException {
        if (!(setting instanceof Setting.Items(_, List<Setting> items)) || items.isEmpty()) {
            throw setting.wrong(key, "a list with at least one word");
        }
        return Collections.unmodifiableSet(new LinkedHashSet<>(list.read(key, setting, base)));
    }

    @Override
    public String name() {
        return list.name();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>(list.schema());
        schema.put("minItems", 1);
        return schema;
    }

    @Override
    public Object plain(Set<T> values) {
        return list.plain(List.copyOf(values));
    }
}
