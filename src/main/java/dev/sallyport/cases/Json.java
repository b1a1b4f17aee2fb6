package dev.sallyport.cases;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Mistakes;
import dev.sallyport.settings.Setting;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A part of a file that stands for JSON, such as a request's body. */
record Json(Setting setting) {

    /** RFC 8259; YAML knows more. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    static Grammar<Json> grammar() {
        return new Anything();
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(setting, json);
        }
        return out.toByteArray();
    }

    private static void write(Setting setting, JsonGenerator json) {
        switch (setting) {
            case Setting.Group group -> {
                json.writeStartObject();
                group.entries().forEach((key, entry) -> {
                    json.writeName(key);
                    write(entry.value(), json);
                });
                json.writeEndObject();
            }
            case Setting.Items items -> {
                json.writeStartArray();
                items.items().forEach(item -> write(item, json));
                json.writeEndArray();
            }
            case Setting.Text text -> json.writeString(text.value());
            case Setting.Flag flag -> json.writeBoolean(flag.value());
            case Setting.Number number -> json.writeNumber(number.text());
            case Setting.Nothing _ -> json.writeNull();
            case Setting.Refused refused -> throw new IllegalStateException("was refused when it was read: " + refused);
        }
    }

    /** This, changed by a merge patch (RFC 7396): mappings are merged, null takes away, all else stands instead. */
    Json patched(Json patch) {
        return new Json(patched(setting, patch.setting));
    }

    private static Setting patched(Setting target, Setting patch) {
        if (!(patch instanceof Setting.Group changes)) {
            return patch;
        }
        Map<String, Setting.Group.Entry> merged =
                new LinkedHashMap<>(target instanceof Setting.Group group ? group.entries() : Map.of());
        changes.entries().forEach((key, change) -> {
            if (change.value() instanceof Setting.Nothing) {
                merged.remove(key);
            } else {
                Setting.Group.Entry before = merged.get(key);
                Setting value = before == null ? new Setting.Nothing(change.place()) : before.value();
                merged.put(key, new Setting.Group.Entry(change.place(), patched(value, change.value())));
            }
        });
        return new Setting.Group(changes.place(), merged);
    }

    private static final class Anything implements Grammar<Json> {

        @Override
        public Json read(String key, Setting setting, Path base) throws InvalidSettingException {
            check(key, setting);
            return new Json(setting);
        }

        private static void check(String key, Setting setting) throws InvalidSettingException {
            Mistakes mistakes = new Mistakes();
            switch (setting) {
                case Setting.Group group ->
                        group.entries().forEach((name, entry) -> mistakes.attempt(() -> checked(name, entry.value())));
                case Setting.Items items -> items.items().forEach(item -> mistakes.attempt(() -> checked(key, item)));
                case Setting.Number number -> {
                    if (!NUMBER.matcher(number.text()).matches()) {
                        throw number.wrong(key, "a number as JSON has it, or a string in quotes");
                    }
                }
                case Setting.Refused refused -> throw refused.wrong(key, "");
                case Setting.Text _,Setting.Flag _,Setting.Nothing _ -> {}
            }
            mistakes.refuse();
        }

        private static boolean checked(String key, Setting setting) throws InvalidSettingException {
            check(key, setting);
            return true;
        }

        @Override
        public String name() {
            return "JSON";
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", List.of("object", "array", "string", "number", "boolean", "null"));
        }

        @Override
        public Object plain(Json value) {
            return new String(value.bytes(), StandardCharsets.UTF_8);
        }
    }
}
