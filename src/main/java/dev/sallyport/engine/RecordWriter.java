package dev.sallyport.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes canonical maps of records: what {@link RecordBinder} makes records of. */
final class RecordWriter {

    private RecordWriter() {}

    static Map<String, @Nullable Object> fields(Record view) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : view.getClass().getRecordComponents()) {
            Object value = value(view, component);
            if (component.isAnnotationPresent(Embedded.class) && value instanceof Record embedded) {
                fields.putAll(fields(embedded));
            } else {
                fields.put(Shape.Field.of(component).name(), plain(value));
            }
        }
        return fields;
    }

    private static @Nullable Object value(Record view, RecordComponent component) {
        try {
            return component.getAccessor().invoke(view);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Optional<?> optional -> plain(optional.orElse(null));
            case Record record -> fields(record);
            case List<?> list -> {
                List<@Nullable Object> elements = new ArrayList<>();
                list.forEach(each -> elements.add(plain(each)));
                yield elements;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                map.forEach((key, each) -> entries.put((String) key, plain(each)));
                yield entries;
            }
            case null, default -> value;
        };
    }
}
