package dev.sallyport.engine;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes records of canonical maps. What is absent or null becomes Go's zero value, or an empty {@link Optional}. */
final class RecordBinder {

    private static final Map<Class<?>, Constructor<?>> CONSTRUCTORS = new ConcurrentHashMap<>();

    private RecordBinder() {}

    static <T extends Record> T bind(Map<String, Object> object, Class<T> type) {
        List<@Nullable Object> arguments = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            arguments.add(
                    component.isAnnotationPresent(Embedded.class)
                            ? bind(object, component.getType().asSubclass(Record.class))
                            : convert(object.get(Shape.Field.of(component).name()), component.getGenericType()));
        }
        try {
            return type.cast(constructor(type).newInstance(arguments.toArray()));
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot make a " + type, e);
        }
    }

    private static Constructor<?> constructor(Class<?> type) {
        return CONSTRUCTORS.computeIfAbsent(type, RecordBinder::canonicalConstructor);
    }

    private static Constructor<?> canonicalConstructor(Class<?> type) {
        Class<?>[] parameters =
                Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object convert(@Nullable Object value, Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return value == null ? Optional.empty() : Optional.ofNullable(convert(value, arguments[0]));
            }
            return generic.getRawType() == List.class ? list(value, arguments[0]) : map(value, arguments[1]);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return bind(value == null ? Map.of() : asMap(value), plain.asSubclass(Record.class));
        }
        return value != null ? value : zero(plain);
    }

    private static @Nullable Object zero(Class<?> type) {
        if (type == String.class) {
            return "";
        }
        if (type == boolean.class || type == Boolean.class) {
            return false;
        }
        if (type == double.class) {
            return 0.0;
        }
        return type == long.class || type == Long.class ? 0L : null;
    }

    private static List<@Nullable Object> list(@Nullable Object value, Type element) {
        if (value == null) {
            return List.of();
        }
        List<@Nullable Object> converted = new ArrayList<>();
        ((List<?>) value).forEach(each -> converted.add(convert(each, element)));
        return Collections.unmodifiableList(converted);
    }

    private static Map<String, @Nullable Object> map(@Nullable Object value, Type element) {
        if (value == null) {
            return Map.of();
        }
        Map<String, @Nullable Object> converted = new LinkedHashMap<>();
        asMap(value).forEach((key, each) -> converted.put(key, convert(each, element)));
        return Collections.unmodifiableMap(converted);
    }

    @SuppressWarnings("unchecked") // GoJson makes every object with string keys.
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }
}
