package dev.sallyport.settings;

import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What documents an object that is written, and never read, such as an audit record: made from its record, so that it
 * cannot say anything else. Each component is a key, its {@link Doc} the explanation. An {@link Optional} that is empty
 * and an empty list are left out; every other key is always there. A type with a static method {@code schema()} says
 * itself how it is written.
 *
 * <p>All of it is reflection: not for where a request waits.
 */
public record WrittenRecord(Class<? extends Record> type, KeyStyle style) {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The record as it is written: Maps, Lists, Strings and Longs, by key. */
    public static Map<String, Object> plain(Record record, KeyStyle style) {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            RecordKey key = RecordKey.of(component, style);
            Object value = key.in(record) instanceof Optional<?> optional
                    ? optional.map(present -> plainValue(present, style)).orElse(List.of())
                    : plainValue(key.in(record), style);
            if (!value.equals(List.of())) {
                plain.put(key.name(), value);
            }
        }
        return plain;
    }

    private static Object plainValue(Object value, KeyStyle style) {
        return switch (value) {
            case Record record -> plain(record, style);
            case List<?> list -> list.stream().map(item -> plainValue(item, style)).toList();
            case Instant time -> TIME.format(time);
            case Enum<?> constant -> word(constant);
            case Long number -> number;
            default -> value.toString();
        };
    }

    /** The record as one JSON object, on one line, without a line feed. */
    public static String json(Record record, KeyStyle style) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(plain(record, style), json);
        }
        return out.toString();
    }

    private static void write(Object plain, JsonGenerator json) {
        switch (plain) {
            case Map<?, ?> object -> {
                json.writeStartObject();
                object.forEach((key, value) -> {
                    json.writeName(key.toString());
                    write(value, json);
                });
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                list.forEach(item -> write(item, json));
                json.writeEndArray();
            }
            case Long number -> json.writeNumber(number);
            default -> json.writeString(plain.toString());
        }
    }

    /** A row for each key, in the record's order, in Markdown. */
    public String markdown() {
        StringBuilder table = new StringBuilder("| key | meaning |\n| --- | --- |\n");
        for (RecordComponent component : type.getRecordComponents()) {
            RecordKey key = RecordKey.of(component, style);
            table.append("| `").append(key.name()).append("` | ").append(key.doc()).append(" |\n");
        }
        return table.toString();
    }

    /** The JSON schema of such an object. */
    Map<String, Object> schema() {
        List<RecordKey> keys =
                Arrays.stream(type.getRecordComponents()).map(each -> RecordKey.of(each, style)).toList();
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key.name(), property(key)));
        List<String> required = keys.stream().filter(WrittenRecord::isAlwaysThere).map(RecordKey::name).toList();
        return JsonSchema.mapping(properties, required);
    }

    private static boolean isAlwaysThere(RecordKey key) {
        return !key.isOptional() && key.component().getType() != List.class;
    }

    private Map<String, Object> property(RecordKey key) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("description", key.doc());
        property.putAll(value(key.component().getGenericType()));
        return property;
    }

    private Map<String, Object> value(Type type) {
        if (type instanceof ParameterizedType generic) {
            Map<String, Object> value = value(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == Optional.class ? value : array(value);
        }
        Class<?> of = (Class<?>) type;
        if (of.isEnum()) {
            return Map.of("enum", Arrays.stream(of.getEnumConstants()).map(WrittenRecord::word).toList());
        }
        return switch (of.getName()) {
            case "long" -> Map.of("type", "integer");
            case "java.lang.String" -> Map.of("type", "string");
            case "java.time.Instant" -> time();
            default -> own(of).orElseGet(() -> new WrittenRecord(of.asSubclass(Record.class), style).schema());
        };
    }

    @SuppressWarnings("unchecked") // That is what a schema is.
    private static Optional<Map<String, Object>> own(Class<?> type) {
        try {
            Method schema = type.getDeclaredMethod("schema");
            schema.setAccessible(true);
            return Optional.of((Map<String, Object>) schema.invoke(null));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> array(Map<String, Object> items) {
        Map<String, Object> array = new LinkedHashMap<>();
        array.put("type", "array");
        array.put("minItems", 1);
        array.put("items", items);
        return array;
    }

    private static Map<String, Object> time() {
        Map<String, Object> time = new LinkedHashMap<>();
        time.put("type", "string");
        time.put("format", "date-time");
        return time;
    }

    private static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }
}
