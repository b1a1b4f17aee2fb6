package dev.sallyport.audit;

import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.WrittenRecord;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes an event as a line of JSON. By reflection, since events are rare: a new one is a record, and nothing else. */
final class EventLine {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private EventLine() {}

    /** One line of JSON, in UTF-8, with its line feed. */
    static byte[] of(AuditEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(WrittenRecord.plain((Record) event, KeyStyle.SNAKE), json);
        }
        out.write('\n');
        return out.toByteArray();
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
}
