package dev.sallyport.audit;

import dev.sallyport.engine.Operation;
import dev.sallyport.engine.Views;
import dev.sallyport.settings.KeyStyle;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a part of what was judged stands in a record, and becomes itself again. Derived from the records of
 * {@code action} and {@code facts}, once for each: what is new there is carried without a line here. What is zero,
 * empty or absent is left out. Bodies of the Docker Engine API keep Docker's own names.
 */
sealed interface FactShape {

    /** As it is written: Map, List, String, Long, Double or Boolean; null for what is absent. */
    @Nullable
    Object plain(Object value);

    /**
     * The reverse of {@link #plain}.
     *
     * @param plain null if it was left out
     * @throws IllegalArgumentException if it is nothing that {@link #plain} makes; other exceptions too, where a value
     *     has another type
     */
    Object bind(@Nullable Object plain);

    /** Whether it is left out. */
    default boolean saysNothing(@Nullable Object plain) {
        return plain == null;
    }

    /**
     * JSON Schema.
     *
     * @param definitions of records, by name: what is not there yet is added
     */
    Map<String, Object> schema(Map<String, Object> definitions);

    /** A text, number or flag, with its zero. */
    record Scalar(Object zero, String type) implements FactShape {
        @Override
        public Object plain(Object value) {
            return value;
        }

        @Override
        public Object bind(@Nullable Object plain) {
            return plain == null ? zero : zero.getClass().cast(plain);
        }

        @Override
        public boolean saysNothing(@Nullable Object plain) {
            return zero.equals(plain);
        }

        @Override
        public Map<String, Object> schema(Map<String, Object> definitions) {
            return Map.of("type", type);
        }
    }

    /** One of an enum; an operation by its id. */
    record Word(Map<String, Object> constants) implements FactShape {

        static Word of(Class<?> type) {
            Map<String, Object> constants = new LinkedHashMap<>();
            for (Object constant : type.getEnumConstants()) {
                constants.put(word(constant), constant);
            }
            return new Word(constants);
        }

        private static String word(Object constant) {
            return constant instanceof Operation operation
                    ? operation.id()
                    : ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
        }

        @Override
        public Object plain(Object value) {
            return word(value);
        }

        @Override
        public Object bind(@Nullable Object plain) {
            Object constant = plain == null ? null : constants.get(plain);
            if (constant == null) {
                throw new IllegalArgumentException("not one of " + constants.keySet() + ": `" + plain + "`");
            }
            return constant;
        }

        @Override
        public Map<String, Object> schema(Map<String, Object> definitions) {
            return Map.of("enum", List.copyOf(constants.keySet()));
        }
    }

    /** As ISO 8601 has it: {@code PT30S}. */
    record Span() implements FactShape {
        @Override
        public Object plain(Object value) {
            return value.toString();
        }

        @Override
        public Object bind(@Nullable Object plain) {
            return plain == null ? Duration.ZERO : Duration.parse((String) plain);
        }

        @Override
        public boolean saysNothing(@Nullable Object plain) {
            return Duration.ZERO.toString().equals(plain);
        }

        @Override
        public Map<String, Object> schema(Map<String, Object> definitions) {
            return ordered("type", "string", "format", "duration");
        }
    }

    record Maybe(FactShape present) implements FactShape {
        @Override
        public @Nullable Object plain(Object value) {
            return ((Optional<?>) value).map(present::plain).orElse(null);
        }

        @Override
        public Object bind(@Nullable Object plain) {
            return plain == null ? Optional.empty() : Optional.of(present.bind(plain));
        }

        @Override
        public Map<String, Object> schema(Map<String, Object> definitions) {
            return present.schema(definitions);
        }
    }

    /** A list, or a set. */
    record Several(FactShape element, boolean set) implements FactShape {
        @Override
        public Object plain(Object value) {
            return ((Collection<?>) value).stream().map(element::plain).toList();
        }

        @Override
        public Object bind(@Nullable Object plain) {
            List<Object> list = plain == null ? List.of() : ((List<?>) plain).stream().map(element::bind).toList();
            return set ? new LinkedHashSet<>(list) : list;
        }

        @Override
        public boolean saysNothing(@Nullable Object plain) {
            return List.of().equals(plain);
        }

        @Override
        public Map<String, Object> schema(Map<String, Object> definitions) {
            return ordered("type", "array", "items", element.schema(definitions));
        }
    }

    /** By keys that are data. */
    record ByKey(FactShape value) implements FactShape {
        @Override
        public Object plain(Object map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            ((Map<?, ?>) map).forEach((key, each) -> plain.put((String) key, value.plain(each)));
            return plain;
        }

        @Override
        public Object bind(@Nullable Object plain) {
            Map<String, Object> map = new LinkedHashMap<>();
            if (plain != null) {
                ((Map<?, ?>) plain).forEach((key, each) -> map.put((String) key, value.bind(each)));
            }
            return map;
        }

        @Override
        public boolean saysNothing(@Nullable Object plain) {
            return Map.of().equals(plain);
        }

        @Override
        public Map<String, Object> schema(Map<String, Object> definitions) {
            return ordered("type", "object", "additionalProperties", value.schema(definitions));
        }
    }

    /** A body of the Docker Engine API, or a part of one. */
    record Docker(Class<? extends Record> type) implements FactShape {
        @Override
        public Object plain(Object value) {
            return Views.sparse((Record) value);
        }

        @Override
        @SuppressWarnings("unchecked") // Keys of JSON are texts.
        public Object bind(@Nullable Object plain) {
            Map<String, Object> fields = plain == null ? Map.of() : (Map<String, Object>) plain;
            fields.keySet().stream().filter(key -> !Views.hasField(type, key)).findFirst().ifPresent(key -> {
                throw new IllegalArgumentException("`" + key + "` is nothing that this version knows");
            });
            return Views.of(fields, type);
        }

        @Override
        public boolean saysNothing(@Nullable Object plain) {
            return Map.of().equals(plain);
        }

        @Override
        public Map<String, Object> schema(Map<String, Object> definitions) {
            return ordered("type", "object", "description",
                    type.getSimpleName() + " of the Docker Engine API, without what is zero.");
        }
    }

    /** A record, its components by name. */
    final class Struct implements FactShape {

        private static final ClassValue<Struct> KNOWN = new ClassValue<>() {
            @Override
            protected Struct computeValue(Class<?> type) {
                return new Struct(type.asSubclass(Record.class));
            }
        };

        private record Part(String name, Method accessor, FactShape shape) {}

        private final List<Part> parts;
        private final Set<String> names;
        private final Constructor<?> constructor;

        private Struct(Class<? extends Record> type) {
            RecordComponent[] components = type.getRecordComponents();
            this.parts = Arrays.stream(components)
                    .map(each -> new Part(KeyStyle.SNAKE.key(each.getName()), each.getAccessor(),
                            FactShape.of(each.getGenericType())))
                    .toList();
            this.names = Set.copyOf(parts.stream().map(Part::name).toList());
            try {
                this.constructor = type.getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Map<String, @Nullable Object> plain(Object record) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            for (Part part : parts) {
                Object value = part.shape().plain(read(part.accessor(), record));
                if (!part.shape().saysNothing(value)) {
                    plain.put(part.name(), value);
                }
            }
            return plain;
        }

        private static Object read(Method accessor, Object record) {
            try {
                return accessor.invoke(record);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot read " + accessor, e);
            }
        }

        @Override
        public Object bind(@Nullable Object plain) {
            Map<?, ?> object = plain == null ? Map.of() : (Map<?, ?>) plain;
            object.keySet().stream().filter(key -> !names.contains(key)).findFirst().ifPresent(key -> {
                throw new IllegalArgumentException("`" + key + "` is nothing that this version knows");
            });
            try {
                return constructor.newInstance(
                        parts.stream().map(part -> part.shape().bind(object.get(part.name()))).toArray());
            } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
                throw new IllegalArgumentException("no " + constructor.getDeclaringClass().getSimpleName(), e);
            }
        }

        @Override
        public boolean saysNothing(@Nullable Object plain) {
            return Map.of().equals(plain);
        }

        @Override
        public Map<String, Object> schema(Map<String, Object> definitions) {
            return FactShape.defined(constructor.getDeclaringClass(), definitions, () -> {
                Map<String, Object> properties = new LinkedHashMap<>();
                parts.forEach(part -> properties.put(part.name(), part.shape().schema(definitions)));
                return ordered("type", "object", "additionalProperties", false, "properties", properties);
            });
        }
    }

    /** One of several records: an object with one key, which says which. */
    final class Variant implements FactShape {

        private final Class<?> type;
        private final Map<String, Class<?>> types = new TreeMap<>();

        private Variant(Class<?> type) {
            this.type = type;
            for (Class<?> each : type.getPermittedSubclasses()) {
                types.put(name(each), each);
            }
        }

        private static String name(Class<?> type) {
            String name = type.getSimpleName();
            return KeyStyle.SNAKE.key(Character.toLowerCase(name.charAt(0)) + name.substring(1));
        }

        @Override
        public Object plain(Object value) {
            return Map.of(name(value.getClass()), Struct.KNOWN.get(value.getClass()).plain(value));
        }

        @Override
        public Object bind(@Nullable Object plain) {
            Map<?, ?> object = plain == null ? Map.of() : (Map<?, ?>) plain;
            Object name = object.size() == 1 ? object.keySet().iterator().next() : object.keySet();
            Class<?> type = types.get(String.valueOf(name));
            if (type == null) {
                throw new IllegalArgumentException("`" + name + "` is nothing that this version knows");
            }
            return Struct.KNOWN.get(type).bind(object.get(name));
        }

        @Override
        public Map<String, Object> schema(Map<String, Object> definitions) {
            return FactShape.defined(type, definitions, () -> {
                Map<String, Object> properties = new LinkedHashMap<>();
                types.forEach((name, each) -> properties.put(name, Struct.KNOWN.get(each).schema(definitions)));
                return ordered("type", "object", "additionalProperties", false, "minProperties", 1,
                        "maxProperties", 1, "properties", properties);
            });
        }
    }

    static FactShape of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Class<?> raw = (Class<?>) generic.getRawType();
            if (raw == Optional.class) {
                return new Maybe(of(arguments[0]));
            }
            if (raw == List.class || raw == Set.class) {
                return new Several(of(arguments[0]), raw == Set.class);
            }
            if (raw == Map.class) {
                return new ByKey(of(arguments[1]));
            }
        }
        if (type instanceof Class<?> plain) {
            if (plain == String.class) {
                return new Scalar("", "string");
            }
            if (plain == long.class || plain == Long.class) {
                return new Scalar(0L, "integer");
            }
            if (plain == boolean.class || plain == Boolean.class) {
                return new Scalar(false, "boolean");
            }
            if (plain == double.class) {
                return new Scalar(0.0, "number");
            }
            if (plain == Duration.class) {
                return new Span();
            }
            if (plain.isEnum()) {
                return Word.of(plain);
            }
            if (plain.isSealed()) {
                return new Variant(plain);
            }
            if (plain.isRecord() && isDockers(plain)) {
                return new Docker(plain.asSubclass(Record.class));
            }
            if (plain.isRecord()) {
                return Struct.KNOWN.get(plain);
            }
        }
        throw new IllegalStateException("no way to record a " + type);
    }

    /** Where the schema of the record says what facts are. */
    String DEFINITIONS = "#/properties/facts/$defs/";

    private static Map<String, Object> defined(
            Class<?> type, Map<String, Object> definitions, Supplier<Map<String, Object>> schema) {
        String name = type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
        if (!definitions.containsKey(name)) {
            definitions.put(name, Map.of());
            definitions.put(name, schema.get());
        }
        return Map.of("$ref", DEFINITIONS + name);
    }

    private static boolean isDockers(Class<?> type) {
        return type.getPackageName().endsWith(".engine.body");
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            ordered.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return ordered;
    }
}
