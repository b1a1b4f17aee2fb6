package dev.sallyport.settings;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Finds the grammar of a type. */
final class Grammars {

    private Grammars() {}

    /**
     * @param style of the keys, if it is a record
     * @throws IllegalArgumentException if the type has no grammar
     */
    static Grammar<?> of(Type type, KeyStyle style) {
        if (type instanceof ParameterizedType generic) {
            Type item = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Placed.class) {
                return new Placed.Written<>(of(item, style));
            }
            // A list of choices that names none would say nothing.
            return new ListOf<>(of(item, style), item instanceof Class<?> of && of.isEnum());
        }
        return of((Class<?>) type, style);
    }

    private static Grammar<?> of(Class<?> type, KeyStyle style) {
        if (type.isEnum()) {
            return choice(type);
        }
        return switch (type.getName()) {
            case "boolean" -> Scalar.FLAG;
            case "double" -> Scalar.DECIMAL;
            case "int" -> new Quantity<>(Unit.ONE, count -> (int) count, Integer::longValue, 0, Integer.MAX_VALUE);
            case "long" -> new Quantity<>(Unit.ONE, count -> count, Long::longValue, 0, Long.MAX_VALUE);
            case "java.time.Duration" ->
                    new Quantity<>(Unit.MILLISECOND, Duration::ofMillis, Duration::toMillis, 0, Long.MAX_VALUE);
            case "java.lang.String" -> new Word<>("string", "a string", "", (text, _) -> text);
            case "java.nio.file.Path" -> new Word<>("path", "a path", "", Grammars::path);
            default -> own(type, style);
        };
    }

    /** By the type's static method {@code grammar()}, else as a record. */
    private static Grammar<?> own(Class<?> type, KeyStyle style) {
        try {
            Method grammar = type.getDeclaredMethod("grammar");
            grammar.setAccessible(true);
            return (Grammar<?>) grammar.invoke(null);
        } catch (NoSuchMethodException e) {
            return RecordGrammar.of(type.asSubclass(Record.class), style, "key");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Choice<?> choice(Class<?> type) {
        Map<String, Object> words = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            words.put(((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return new Choice<>("", words);
    }

    /** Relative ones start at the base. */
    static Path path(String text, Path base) {
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("no path: " + e.getReason());
        }
    }
}
