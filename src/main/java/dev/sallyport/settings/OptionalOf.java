package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A value that may be missing. */
record OptionalOf<T>(Grammar<T> item) implements Grammar<Optional<T>> {

    @Override
    public Optional<T> read(String key, Setting setting, Path base) throws InvalidSettingException {
        return Optional.of(item.read(key, setting, base));
    }

    @Override
    public String name() {
        return item.name();
    }

    @Override
    public Map<String, Object> schema() {
        return item.schema();
    }

    @Override
    public Object plain(Optional<T> value) {
        return value.<Object>map(item::plain).orElse("");
    }
}
