package dev.sallyport.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON (RFC 8259), strictly. */
final class JsonSettings {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();

    private final String file;
    private final JsonParser parser;

    private JsonSettings(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    static Setting read(SettingsFile source) throws InvalidSettingException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), source.text())) {
            JsonSettings reader = new JsonSettings(source.name(), parser);
            if (parser.nextToken() == null) {
                throw new InvalidSettingException(source.name(), "empty");
            }
            Setting value = reader.value();
            if (parser.nextToken() != null) {
                throw new InvalidSettingException(reader.place(), "something follows the value");
            }
            return value;
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw at == null
                    ? new InvalidSettingException(source.name(), "not well-formed JSON, or nested too deep")
                    : new InvalidSettingException(new Place(source.name(), at.getLineNr(), at.getColumnNr()), "not well-formed JSON");
        }
    }

    private Place place() {
        TokenStreamLocation at = parser.currentTokenLocation();
        return new Place(file, at.getLineNr(), at.getColumnNr());
    }

    private Setting value() throws InvalidSettingException {
        Place place = place();
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

    private Setting group(Place place) throws InvalidSettingException {
        Map<String, Setting.Group.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Place keyPlace = place();
            String key = parser.currentName();
            parser.nextToken();
            if (entries.put(key, new Setting.Group.Entry(keyPlace, value())) != null) {
                throw new InvalidSettingException(keyPlace, "repeated key `" + key + "`");
            }
        }
        return new Setting.Group(place, entries);
    }

    private Setting items(Place place) throws InvalidSettingException {
        List<Setting> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        return new Setting.Items(place, items);
    }
}
