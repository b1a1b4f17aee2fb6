package dev.sallyport.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLReadFeature;

/** Reads one document of JSON (RFC 8259) or YAML 1.2, strictly: without repeated keys, anchors, aliases and tags. */
final class SettingReader {

    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder().maxNestingDepth(32).build();

    /** Apart, since most starts read no JSON but {@code {}}, and many no YAML. */
    private static final class Json {
        static final JsonFactory FACTORY = JsonFactory.builder().streamReadConstraints(BOUNDS).build();
    }

    private static final class Yaml {
        // `privileged:` with nothing behind it is null.
        static final YAMLFactory FACTORY = YAMLFactory.builder()
                .streamReadConstraints(BOUNDS)
                .enable(YAMLReadFeature.EMPTY_STRING_AS_NULL)
                .build();
    }

    private final String file;
    private final JsonParser parser;

    private SettingReader(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    static Setting json(SettingsFile source) throws InvalidSettingException {
        return read(source, Json.FACTORY, SettingReader::jsonProblem);
    }

    static Setting yaml(SettingsFile source) throws InvalidSettingException {
        return read(source, Yaml.FACTORY, SettingReader::yamlProblem);
    }

    private static Setting read(SettingsFile source, TokenStreamFactory factory,
            Function<JacksonException, String> problem) throws InvalidSettingException {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), source.text())) {
            SettingReader reader = new SettingReader(source.name(), parser);
            if (parser.nextToken() == null) {
                throw new InvalidSettingException(Place.whole(source.name()), "empty");
            }
            Setting value = reader.value();
            if (parser.nextToken() != null) {
                throw new InvalidSettingException(reader.place(), "something follows the value");
            }
            return value;
        } catch (JacksonException e) {
            throw new InvalidSettingException(place(source.name(), e), e instanceof StreamConstraintsException
                    ? "nested too deep, or a number too long"
                    : problem.apply(e));
        }
    }

    private static Place place(String file, JacksonException e) {
        if (e.getCause() instanceof MarkedYamlEngineException marked && marked.getProblemMark().isPresent()) {
            Mark at = marked.getProblemMark().get();
            return new Place(file, at.getLine() + 1, at.getColumn() + 1);
        }
        TokenStreamLocation at = e.getLocation();
        return at == null ? Place.whole(file) : new Place(file, at.getLineNr(), at.getColumnNr());
    }

    private static String jsonProblem(JacksonException e) {
        return Malformed.json(e.getOriginalMessage());
    }

    private static String yamlProblem(JacksonException e) {
        return Malformed.yaml(e.getCause() instanceof MarkedYamlEngineException marked ? marked.getProblem() : "");
    }

    private Place place() {
        TokenStreamLocation at = parser.currentTokenLocation();
        return new Place(file, at.getLineNr(), at.getColumnNr());
    }

    private Setting value() {
        Place place = place();
        // JSON can read neither, and then no class of YAML is loaded.
        if (parser.canReadObjectId() && (parser.getObjectId() != null || ((YAMLParser) parser).isCurrentAlias())) {
            return refused(place,
                    "a text that begins with `*` or `&` needs quotes (anchors and aliases are not supported)");
        }
        if (parser.canReadTypeId() && parser.getTypeId() != null) {
            return refused(place, "a text that begins with `!` needs quotes (tags are not supported)");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> group(place);
            case START_ARRAY -> items(place);
            case VALUE_STRING -> new Setting.Text(place, parser.getString());
            case VALUE_TRUE -> new Setting.Flag(place, true);
            case VALUE_FALSE -> new Setting.Flag(place, false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Setting.Number(place, parser.getString());
            case VALUE_NULL -> new Setting.Nothing(place);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("no value at " + place);
        };
    }

    private Setting refused(Place place, String why) {
        parser.skipChildren();
        return new Setting.Refused(place, why);
    }

    private Setting group(Place place) {
        Map<String, Setting.Group.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Place keyPlace = place();
            String key = parser.currentName();
            parser.nextToken();
            Setting value = value();
            if (entries.containsKey(key)) {
                value = new Setting.Refused(keyPlace, "repeated key `" + key + "`");
            }
            entries.put(key, new Setting.Group.Entry(keyPlace, value));
        }
        return new Setting.Group(place, entries);
    }

    private Setting items(Place place) {
        List<Setting> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        return new Setting.Items(place, items);
    }
}
