package dev.sallyport.engine;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What Go's decoder expects at one place of a document, and how it becomes a value of Java and back. Derived from the
 * records in {@code engine.body}, once for each: reflection at every request was a fifth of what a decision cost.
 */
sealed interface Shape {

    /**
     * The Java value of a canonical one. What is absent or null becomes Go's zero value, or an empty {@link Optional}.
     */
    @Nullable
    Object bind(@Nullable Object value);

    /** The canonical value of a Java one: what {@link #bind} makes that value of. */
    default @Nullable Object plain(@Nullable Object value) {
        return value;
    }

    /** The same without what is zero, at any depth; what is optional and there stays, whatever it is. */
    default @Nullable Object sparse(@Nullable Object value) {
        return plain(value);
    }

    /** Whether {@link #bind} would make the same of nothing at all. */
    static boolean saysNothing(Shape shape, @Nullable Object sparse) {
        return switch (shape) {
            case Maybe _,Any _ -> sparse == null;
            case Text _ -> "".equals(sparse);
            case Flag _ -> Boolean.FALSE.equals(sparse);
            case Whole _ -> Long.valueOf(0).equals(sparse);
            case Real _ -> Double.valueOf(0).equals(sparse);
            case ListOf _ -> List.of().equals(sparse);
            case MapOf _,Struct _ -> Map.of().equals(sparse);
        };
    }

    record Text() implements Shape {
        @Override
        public Object bind(@Nullable Object value) {
            return value == null ? "" : value;
        }
    }

    record Flag() implements Shape {
        @Override
        public Object bind(@Nullable Object value) {
            return value == null ? false : value;
        }
    }

    /** A 64-bit integer. Narrower Go types are checked by dockerd, which answers 400 to what does not fit. */
    record Whole() implements Shape {
        @Override
        public Object bind(@Nullable Object value) {
            return value == null ? 0L : value;
        }
    }

    record Real() implements Shape {
        @Override
        public Object bind(@Nullable Object value) {
            return value == null ? 0.0 : value;
        }
    }

    /** Anything, not looked into. */
    record Any() implements Shape {
        @Override
        public @Nullable Object bind(@Nullable Object value) {
            return value;
        }
    }

    /** What may be absent, where that means something else than zero. */
    record Maybe(Shape present) implements Shape {
        @Override
        public Object bind(@Nullable Object value) {
            return value == null ? Optional.empty() : Optional.ofNullable(present.bind(value));
        }

        @Override
        public @Nullable Object plain(@Nullable Object value) {
            return value instanceof Optional<?> optional && optional.isPresent() ? present.plain(optional.get()) : null;
        }

        @Override
        public @Nullable Object sparse(@Nullable Object value) {
            return value instanceof Optional<?> optional && optional.isPresent()
                    ? present.sparse(optional.get())
                    : null;
        }
    }

    /** @param acceptsString whether one string stands for a list of one */
    record ListOf(Shape element, boolean acceptsString) implements Shape {
        @Override
        public Object bind(@Nullable Object value) {
            if (value == null) {
                return List.of();
            }
            List<?> list = (List<?>) value;
            List<@Nullable Object> bound = new ArrayList<>(list.size());
            list.forEach(each -> bound.add(element.bind(each)));
            return Collections.unmodifiableList(bound);
        }

        @Override
        public @Nullable Object plain(@Nullable Object value) {
            return each(value, element::plain);
        }

        @Override
        public @Nullable Object sparse(@Nullable Object value) {
            return each(value, element::sparse);
        }

        private static List<@Nullable Object> each(@Nullable Object value, UnaryOperator<@Nullable Object> written) {
            List<@Nullable Object> elements = new ArrayList<>();
            if (value instanceof List<?> list) {
                list.forEach(each -> elements.add(written.apply(each)));
            }
            return elements;
        }
    }

    /** An object whose keys are data: they keep their case. */
    record MapOf(Shape value) implements Shape {
        @Override
        public Object bind(@Nullable Object object) {
            if (object == null) {
                return Map.of();
            }
            Map<?, ?> map = (Map<?, ?>) object;
            Map<String, @Nullable Object> bound = LinkedHashMap.newLinkedHashMap(map.size());
            map.forEach((key, each) -> bound.put((String) key, value.bind(each)));
            return Collections.unmodifiableMap(bound);
        }

        @Override
        public @Nullable Object plain(@Nullable Object object) {
            return each(object, value::plain);
        }

        @Override
        public @Nullable Object sparse(@Nullable Object object) {
            return each(object, value::sparse);
        }

        private static Map<String, @Nullable Object> each(
                @Nullable Object object, UnaryOperator<@Nullable Object> written) {
            Map<String, @Nullable Object> entries = new LinkedHashMap<>();
            if (object instanceof Map<?, ?> map) {
                map.forEach((key, each) -> entries.put((String) key, written.apply(each)));
            }
            return entries;
        }
    }

    /** An object whose keys are field names: they fold. */
    final class Struct implements Shape {
        private static final ClassValue<Struct> KNOWN = new ClassValue<>() {
            @Override
            protected Struct computeValue(Class<?> type) {
                return new Struct(type.asSubclass(Record.class));
            }
        };

        private final Class<? extends Record> type;
        private final Constructor<? extends Record> constructor;
        private final List<Component> components = new ArrayList<>();
        private final Map<String, Field> fieldsByName = new LinkedHashMap<>();
        private final Map<String, Field> fieldsByFoldedName = new HashMap<>();
        private final Optional<Field> wholeDocument;

        private Struct(Class<? extends Record> type) {
            this.type = type;
            RecordComponent[] all = type.getRecordComponents();
            Class<?>[] parameters = new Class<?>[all.length];
            for (int i = 0; i < all.length; i++) {
                parameters[i] = all[i].getType();
                components.add(Component.of(all[i]));
            }
            components.stream().flatMap(component -> component.fields().stream()).forEach(this::add);
            this.wholeDocument = all.length > 0 && all[0].isAnnotationPresent(WholeDocument.class)
                    ? Optional.of(fieldsByName.values().iterator().next())
                    : Optional.empty();
            try {
                this.constructor = type.getDeclaredConstructor(parameters);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }

        private void add(Field field) {
            fieldsByName.put(field.name(), field);
            if (fieldsByFoldedName.put(fold(field.name()), field) != null) {
                throw new IllegalStateException("two fields of " + type + " fold to " + field.name());
            }
        }

        static Struct of(Class<? extends Record> type) {
            return KNOWN.get(type);
        }

        /** The field that is the whole document, if the document is a list. */
        Optional<Field> wholeDocument() {
            return wholeDocument;
        }

        @Nullable
        Field find(String key) {
            Field exact = fieldsByName.get(key);
            return exact != null ? exact : fieldsByFoldedName.get(fold(key));
        }

        @Override
        public Record bind(@Nullable Object value) {
            Map<?, ?> object = value == null ? Map.of() : (Map<?, ?>) value;
            @Nullable Object[] arguments = new Object[components.size()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = switch (components.get(i)) {
                    case Component.Own(_, Field field) -> field.shape().bind(object.get(field.name()));
                    case Component.Embedding(_, Struct struct) -> struct.bind(object);
                };
            }
            try {
                return constructor.newInstance(arguments);
            } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot make a " + type, e);
            }
        }

        @Override
        public Map<String, @Nullable Object> plain(@Nullable Object view) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            for (Component component : components) {
                switch (component) {
                    case Component.Own(Method accessor, Field field) ->
                            fields.put(field.name(), field.shape().plain(read(accessor, view)));
                    case Component.Embedding(Method accessor, Struct struct) ->
                            fields.putAll(struct.plain(read(accessor, view)));
                }
            }
            return fields;
        }

        @Override
        public Map<String, @Nullable Object> sparse(@Nullable Object view) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            for (Component component : components) {
                switch (component) {
                    case Component.Own(Method accessor, Field field) -> {
                        Object value = field.shape().sparse(read(accessor, view));
                        if (!Shape.saysNothing(field.shape(), value)) {
                            fields.put(field.name(), value);
                        }
                    }
                    case Component.Embedding(Method accessor, Struct struct) ->
                            fields.putAll(struct.sparse(read(accessor, view)));
                }
            }
            return fields;
        }

        private static @Nullable Object read(Method accessor, @Nullable Object view) {
            try {
                return accessor.invoke(view);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot read " + accessor, e);
            }
        }

        /**
         * Folds a key as Go's encoding/json does against a field name in ASCII (fold.go): letter case, and the two
         * runes beyond ASCII that fold into it, LONG S and KELVIN SIGN.
         */
        static String fold(String key) {
            StringBuilder folded = new StringBuilder(key.length());
            for (int i = 0; i < key.length(); i++) {
                char c = key.charAt(i);
                folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c == '\u017f' ? 's' : c == '\u212a' ? 'k' : c);
            }
            return folded.toString();
        }
    }

    /** A component of a record, as a part of the JSON object. */
    sealed interface Component {

        record Own(Method accessor, Field field) implements Component {}

        /** Its fields stand beside the others. */
        record Embedding(Method accessor, Struct struct) implements Component {}

        static Component of(RecordComponent component) {
            return component.isAnnotationPresent(Embedded.class)
                    ? new Embedding(component.getAccessor(), Struct.of(component.getType().asSubclass(Record.class)))
                    : new Own(component.getAccessor(), Field.of(component));
        }

        default Collection<Field> fields() {
            return switch (this) {
                case Own(_, Field field) -> List.of(field);
                case Embedding(_, Struct struct) -> struct.fieldsByName.values();
            };
        }
    }

    /** @param name the canonical JSON name */
    record Field(String name, Shape shape) {

        static Field of(RecordComponent component) {
            Key key = component.getAnnotation(Key.class);
            String own = component.getName();
            String name = key != null ? key.value() : Character.toUpperCase(own.charAt(0)) + own.substring(1);
            Shape shape = component.isAnnotationPresent(StringOrList.class)
                    ? new ListOf(new Text(), true)
                    : Shape.of(component.getGenericType());
            return new Field(name, shape);
        }
    }

    static Shape of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return new ListOf(of(arguments[0]), false);
            }
            if (generic.getRawType() == Map.class) {
                return new MapOf(of(arguments[1]));
            }
            if (generic.getRawType() == Optional.class) {
                return new Maybe(of(arguments[0]));
            }
        }
        if (type instanceof Class<?> plain) {
            if (plain.isRecord()) {
                return Struct.of(plain.asSubclass(Record.class));
            }
            if (plain == String.class) {
                return new Text();
            }
            if (plain == boolean.class || plain == Boolean.class) {
                return new Flag();
            }
            if (plain == long.class || plain == Long.class) {
                return new Whole();
            }
            if (plain == double.class) {
                return new Real();
            }
            if (plain == Object.class) {
                return new Any();
            }
        }
        throw new IllegalStateException("no JSON shape for " + type);
    }
}
