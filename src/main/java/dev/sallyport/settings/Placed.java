package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.Map;

/** A value, with the place where it stands: for what can be judged only together with other values. */
public record Placed<T>(Place place, T value) {

    /** Written as the value is. */
    record Written<T>(Grammar<T> grammar) implements Grammar<Placed<T>> {

        @Override
        public Placed<T> read(String key, Setting setting, Path base) throws InvalidSettingException {
            return new Placed<>(setting.place(), grammar.read(key, setting, base));
        }

        @Override
        public String name() {
            return grammar.name();
        }

        @Override
        public Map<String, Object> schema() {
            return grammar.schema();
        }

        @Override
        public Object plain(Placed<T> value) {
            return grammar.plain(value.value());
        }
    }
}
