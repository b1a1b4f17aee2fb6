package dev.sallyport.engine;

import dev.sallyport.engine.Document.UnknownField;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Decodes JSON as Go's {@code encoding/json} decodes it into structs, and refuses what no honest client sends and
 * decoders disagree about: repeated keys (Go merges them), bytes after the value, invalid UTF-8, lone surrogates.
 *
 * <p>What is accepted is read as dockerd reads it: field names without regard to case, {@code null} as absent, types
 * strict.
 */
public final class GoJson {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAME_CHARS = 8 * 1024;
    private static final int MAX_NUMBER_CHARS = 64;
    private static final int MAX_UNKNOWN = 100;
    private static final int MAX_VALUES = 50_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME_CHARS)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            // Error messages go to users and into logs: never with a piece of the body in them.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final JsonParser parser;
    private final boolean listsUnknown;
    private final List<UnknownField> unknown = new ArrayList<>();
    /** The way to the current value: names, and of a list what has been read of it. Written out only for an error. */
    private final List<Object> place = new ArrayList<>();
    private int values;

    private GoJson(JsonParser parser, boolean listsUnknown) {
        this.parser = parser;
        this.listsUnknown = listsUnknown;
    }

    /** @throws UnreadableException if dockerd would refuse the body, or if it is written as no honest client writes */
    public static <T extends Record> Document<T> decode(byte[] body, Class<T> type) throws UnreadableException {
        return decode(body, type, true);
    }

    /**
     * Decodes what dockerd itself says, of which only some fields are looked at: however many others there are is no
     * matter.
     *
     * @throws UnreadableException if it makes no sense
     */
    public static <T extends Record> T decodeAnswer(byte[] body, Class<T> type) throws UnreadableException {
        return decode(body, type, false).view();
    }

    private static <T extends Record> Document<T> decode(byte[] body, Class<T> type, boolean listsUnknown)
            throws UnreadableException {
        try (JsonParser parser = parser(body)) {
            GoJson decoder = new GoJson(parser, listsUnknown);
            Shape.Struct shape = Shape.Struct.of(type);
            Map<String, Object> canonical = decoder.document(shape);
            return new Document<>(type.cast(shape.bind(canonical)), canonical, List.copyOf(decoder.unknown));
        } catch (JacksonException e) {
            throw new UnreadableException("the body is not well-formed JSON" + place(e));
        }
    }

    /** Without Jackson's own text, which can quote the body. */
    private static String place(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null ? ", or nested too deep" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static JsonParser parser(byte[] body) throws UnreadableException {
        if (isPlain(body)) {
            return FACTORY.createParser(ObjectReadContext.empty(), body);
        }
        String text = utf8(body);
        if (text.startsWith("\ufeff")) {
            throw new UnreadableException("the body begins with a byte order mark");
        }
        return FACTORY.createParser(ObjectReadContext.empty(), text);
    }

    /**
     * Whether Jackson reads the bytes as it reads their text: ASCII, without zeros, from which it would guess that it
     * has UTF-16 before it, and without escaped characters, of which it is stricter in names.
     */
    private static boolean isPlain(byte[] body) {
        byte last = 0;
        for (byte each : body) {
            if (each <= 0 || last == '\\' && each == 'u') {
                return false;
            }
            last = each;
        }
        return true;
    }

    private static String utf8(byte[] body) throws UnreadableException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException("the body is not valid UTF-8");
        }
    }

    private Map<String, Object> document(Shape.Struct shape) throws UnreadableException {
        Optional<Shape.Field> list = shape.wholeDocument();
        JsonToken first = parser.nextToken();
        if (first == JsonToken.VALUE_NULL && parser.nextToken() == null) {
            // Into a struct or a list, null says nothing. Clients with nothing to say send it.
            return Map.of();
        }
        if (first != (list.isPresent() ? JsonToken.START_ARRAY : JsonToken.START_OBJECT)) {
            throw new UnreadableException("the body is not a JSON " + (list.isPresent() ? "list" : "object"));
        }
        Map<String, Object> document =
                list.isPresent() ? Map.of(list.get().name(), value(list.get().shape())) : struct(shape);
        if (parser.nextToken() != null) {
            throw new UnreadableException("the body goes on after its JSON value");
        }
        return document;
    }

    private Map<String, Object> struct(Shape.Struct shape) throws UnreadableException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = checked(parser.currentName());
            Shape.Field field = shape.find(key);
            parser.nextToken();
            if (field == null) {
                unknown(key);
                continue;
            }
            place.add(field.name());
            if (object.containsKey(field.name())) {
                throw new UnreadableException("the field " + place() + " is there twice; dockerd would merge the two");
            }
            object.put(field.name(), value(field.shape()));
            place.removeLast();
        }
        return Collections.unmodifiableMap(object);
    }

    private void unknown(String key) throws UnreadableException {
        if (!listsUnknown) {
            parser.skipChildren();
            return;
        }
        if (unknown.size() == MAX_UNKNOWN) {
            throw new UnreadableException("more than " + MAX_UNKNOWN + " fields that no engine knows");
        }
        place.add(key);
        String path = place();
        place.removeLast();
        unknown.add(new UnknownField(path, place.isEmpty() ? key : "", skipZero()));
    }

    private @Nullable Object value(Shape shape) throws UnreadableException {
        if (++values > MAX_VALUES) {
            // Each takes far more memory than the two bytes it may be written with.
            throw new UnreadableException("the body holds more than " + MAX_VALUES + " values");
        }
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : present(shape);
    }

    private Object present(Shape shape) throws UnreadableException {
        JsonToken token = parser.currentToken();
        return switch (shape) {
            case Shape.Text() -> {
                expect(token == JsonToken.VALUE_STRING, "a string");
                yield checked(parser.getString());
            }
            case Shape.Flag() -> {
                expect(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, "true or false");
                yield token == JsonToken.VALUE_TRUE;
            }
            case Shape.Whole() -> {
                expect(token == JsonToken.VALUE_NUMBER_INT, "a whole number");
                yield whole();
            }
            case Shape.Real() -> {
                expect(token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT, "a number");
                yield finite(parser.getDoubleValue());
            }
            case Shape.Maybe(Shape present) -> present(present);
            case Shape.ListOf list -> list(list);
            case Shape.MapOf map -> map(map);
            case Shape.Struct struct -> {
                expect(token == JsonToken.START_OBJECT, "an object");
                yield struct(struct);
            }
            case Shape.Any any -> any(any);
        };
    }

    private Double finite(double value) throws UnreadableException {
        if (!Double.isFinite(value)) {
            throw new UnreadableException("the number at " + place() + " is too large");
        }
        return value;
    }

    private Long whole() throws UnreadableException {
        try {
            return Long.valueOf(parser.getString());
        } catch (NumberFormatException e) {
            throw new UnreadableException("the number at " + place() + " does not fit into 64 bits");
        }
    }

    private List<Object> list(Shape.ListOf shape) throws UnreadableException {
        if (shape.acceptsString() && parser.currentToken() == JsonToken.VALUE_STRING) {
            return List.of(checked(parser.getString()));
        }
        expect(parser.currentToken() == JsonToken.START_ARRAY, "a list");
        List<Object> elements = new ArrayList<>();
        place.add(elements);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(shape.element()));
        }
        place.removeLast();
        return Collections.unmodifiableList(elements);
    }

    private Map<String, Object> map(Shape.MapOf shape) throws UnreadableException {
        expect(parser.currentToken() == JsonToken.START_OBJECT, "an object");
        Map<String, Object> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = checked(parser.currentName());
            if (entries.containsKey(key)) {
                throw new UnreadableException("a key of " + place() + " is there twice; dockerd would merge the two");
            }
            parser.nextToken();
            place.add(key);
            entries.put(key, value(shape.value()));
            place.removeLast();
        }
        return Collections.unmodifiableMap(entries);
    }

    /** A value whose type is the receiver's business: kept as it is, but without repeated keys. */
    private Object any(Shape.Any shape) throws UnreadableException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(new Shape.MapOf(shape));
            case START_ARRAY -> list(new Shape.ListOf(shape, false));
            case VALUE_STRING -> checked(parser.getString());
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, VALUE_NULL ->
                    throw new IllegalStateException("no value at " + place());
        };
    }

    /**
     * Skips the current value. Returns whether it says nothing: an empty list does, where null would be the default.
     */
    private boolean skipZero() {
        boolean zero = switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getString().isEmpty();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue() == 0;
            case VALUE_NULL, VALUE_FALSE -> true;
            case START_OBJECT, START_ARRAY, VALUE_TRUE, NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME,
                    VALUE_EMBEDDED_OBJECT -> false;
        };
        parser.skipChildren();
        return zero;
    }

    private void expect(boolean holds, String wanted) throws UnreadableException {
        if (!holds) {
            throw new UnreadableException("the value at " + place() + " has the wrong type", wanted);
        }
    }

    private String checked(String text) throws UnreadableException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new UnreadableException("the text at " + (place.isEmpty() ? "the top level" : place())
                        + " holds half a surrogate pair");
            }
        }
        return text;
    }

    /** Where the current value stands, such as {@code HostConfig.Mounts[2].Type}. */
    private String place() {
        StringBuilder path = new StringBuilder();
        for (Object step : place) {
            if (step instanceof List<?> read) {
                path.append('[').append(read.size()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step);
            }
        }
        return path.toString();
    }
}
