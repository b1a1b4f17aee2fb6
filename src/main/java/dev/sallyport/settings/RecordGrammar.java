package dev.sallyport.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mapping, written as a record is declared: each component's name is a key, its type the value's grammar, its
 * {@link Doc} the explanation. What is left out has the value that it has in the record's static field {@code
 * STANDARD}; without that field, every key must be there but those that are {@link Optional}. What does not go together
 * its constructor refuses, with an {@link IllegalArgumentException}.
 *
 * <p>No annotation is read where a file is read, but for a number's {@link Range}: the first annotation that a process
 * reads costs it some ten milliseconds (docs/decisions/0006-settings.md).
 */
public final class RecordGrammar<R extends Record> implements Grammar<R> {

    private final Class<R> type;
    private final String kind;
    private final List<RecordKey> keys;
    private final Map<String, Grammar<?>> others;
    private final Optional<Object> standard;

    private RecordGrammar(Class<R> type, String kind, List<RecordKey> keys, Map<String, Grammar<?>> others) {
        this.type = type;
        this.kind = kind;
        this.keys = keys;
        this.others = others;
        this.standard = standard(type);
    }

    /** @param kind what its keys are called where one is unknown, such as {@code key} */
    public static <R extends Record> RecordGrammar<R> of(Class<R> type, KeyStyle style, String kind) {
        List<RecordKey> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            keys.add(RecordKey.of(component, style));
        }
        return new RecordGrammar<>(type, kind, keys, Map.of());
    }

    /** The same, in mappings that may have one more key, which somebody else reads. */
    public RecordGrammar<R> besides(String key, Grammar<?> grammar) {
        return new RecordGrammar<>(type, kind, keys, Map.of(key, grammar));
    }

    private static Optional<Object> standard(Class<?> type) {
        try {
            Field field = type.getDeclaredField("STANDARD");
            field.setAccessible(true);
            return Optional.of(field.get(null));
        } catch (NoSuchFieldException e) {
            return Optional.empty();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public R read(String name, Setting setting, Path base) throws InvalidSettingException {
        Setting.Group group = setting.group(name);
        Mistakes mistakes = new Mistakes();
        mistakes.attempt(() -> group.allowOnly(kind, names()));
        Object[] values = new Object[keys.size()];
        for (int i = 0; i < values.length; i++) {
            RecordKey key = keys.get(i);
            values[i] = mistakes.<@Nullable Object>attempt(() -> value(key, group, base)).orElse(null);
        }
        mistakes.refuse();
        return make(group, values);
    }

    /**
     * A record with what a mapping says beside: a list is added to the one that is there, anything else takes the
     * place of what is there.
     */
    public R with(Record before, Setting.Group more) throws InvalidSettingException {
        Mistakes mistakes = new Mistakes();
        mistakes.attempt(() -> more.allowOnly(kind, names()));
        Object[] values = new Object[keys.size()];
        for (int i = 0; i < values.length; i++) {
            RecordKey key = keys.get(i);
            values[i] = mistakes.<@Nullable Object>attempt(() -> added(key, before, more)).orElse(null);
        }
        mistakes.refuse();
        return make(more, values);
    }

    private Object added(RecordKey key, Record before, Setting.Group more) throws InvalidSettingException {
        Object there = key.in(before);
        Optional<Setting> given = more.find(key.name());
        if (given.isEmpty()) {
            return there;
        }
        Object value = key.read(given.get(), Path.of("/"));
        return there instanceof List<?> some && value instanceof List<?> others
                ? Stream.concat(some.stream(), others.stream()).toList()
                : value;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(others.keySet());
        for (RecordKey key : keys) {
            names.add(key.name());
        }
        return names;
    }

    private Object value(RecordKey key, Setting.Group group, Path base) throws InvalidSettingException {
        Optional<Setting> given = group.find(key.name());
        if (given.isPresent()) {
            return key.read(given.get(), base);
        }
        return standard(key)
                .orElseThrow(() -> new InvalidSettingException(group.place(), "`" + key.name() + "` is missing"));
    }

    private R make(Setting.Group group, Object[] values) throws InvalidSettingException {
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types());
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new InvalidSettingException(group.place(), refusal(e));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the record says itself of values that do not go together. */
    private static String refusal(InvocationTargetException e) {
        if (e.getCause() instanceof IllegalArgumentException refusal && refusal.getMessage() != null) {
            return refusal.getMessage();
        }
        throw new IllegalStateException(e);
    }

    private Class<?>[] types() {
        Class<?>[] types = new Class<?>[keys.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = keys.get(i).component().getType();
        }
        return types;
    }

    /** In the record's order. */
    List<RecordKey> keys() {
        return keys;
    }

    /** What a key stands for that is left out; empty if it must be there. */
    Optional<Object> standard(RecordKey key) {
        if (standard.isPresent()) {
            return Optional.of(key.in(standard.get()));
        }
        return key.isOptional() ? Optional.of(Optional.empty()) : Optional.empty();
    }

    @Override
    public String name() {
        return "mapping";
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        others.forEach((key, grammar) -> properties.put(key, grammar.schema()));
        keys.forEach(key -> properties.put(key.name(), schema(key)));
        List<String> required = keys.stream().filter(key -> standard(key).isEmpty()).map(RecordKey::name).toList();
        return JsonSchema.mapping(properties, required);
    }

    private Map<String, Object> schema(RecordKey key) {
        Map<String, Object> property = new LinkedHashMap<>();
        if (key.grammar() instanceof RecordGrammar<?> mapping) {
            return mapping.schema();
        }
        property.put("description", key.doc());
        property.putAll(key.grammar().schema());
        if (!key.isOptional()) {
            standard(key).ifPresent(value -> property.put("default", key.plain(value)));
        }
        return property;
    }

    @Override
    public Object plain(R value) {
        Map<String, Object> plain = new LinkedHashMap<>();
        keys.forEach(key -> plain.put(key.name(), key.plain(key.in(value))));
        return plain;
    }
}
