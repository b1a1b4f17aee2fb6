package dev.sallyport.engine;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What Go's decoder expects at one place of a document. Derived from the records in {@code engine.body}. */
sealed interface Shape {

    record Text() implements Shape {}

    record Flag() implements Shape {}

    /** A 64-bit integer. Narrower Go types are checked by dockerd, which answers 400 to what does not fit. */
    record Whole() implements Shape {}

    record Real() implements Shape {}

    /** Anything, not looked into. */
    record Any() implements Shape {}

    /** @param acceptsString whether one string stands for a list of one */
    record ListOf(Shape element, boolean acceptsString) implements Shape {}

    /** An object whose keys are data: they keep their case. */
    record MapOf(Shape value) implements Shape {}

    /** An object whose keys are field names: they fold. */
    final class Struct implements Shape {
        private static final Map<Class<?>, Struct> KNOWN = new ConcurrentHashMap<>();

        private final Class<? extends Record> type;
        private final Map<String, Field> fieldsByFoldedName = new LinkedHashMap<>();

        private Struct(Class<? extends Record> type) {
            this.type = type;
            for (RecordComponent component : type.getRecordComponents()) {
                if (component.isAnnotationPresent(Embedded.class)) {
                    of(component.getType().asSubclass(Record.class)).fieldsByFoldedName.values().forEach(this::add);
                } else {
                    add(Field.of(component));
                }
            }
        }

        private void add(Field field) {
            if (fieldsByFoldedName.put(fold(field.name()), field) != null) {
                throw new IllegalStateException("two fields of " + type + " fold to " + field.name());
            }
        }

        static Struct of(Class<? extends Record> type) {
            Struct known = KNOWN.get(type);
            if (known == null) {
                known = new Struct(type);
                KNOWN.putIfAbsent(type, known);
            }
            return known;
        }

        /** The field that is the whole document, if the document is a list. */
        Optional<Field> wholeDocument() {
            RecordComponent first = type.getRecordComponents().length == 0 ? null : type.getRecordComponents()[0];
            return first != null && first.isAnnotationPresent(WholeDocument.class) ? Optional.of(Field.of(first)) : Optional.empty();
        }

        @Nullable Field find(String key) {
            return fieldsByFoldedName.get(fold(key));
        }

        /**
         * Folds a key as Go's encoding/json does against a field name in ASCII (fold.go): letter case, and the two runes
         * beyond ASCII that fold into it, LONG S and KELVIN SIGN.
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
                return of(arguments[0]);
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
