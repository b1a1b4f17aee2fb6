package dev.sallyport.audit;

import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.WrittenRecord;
import java.nio.charset.StandardCharsets;

/** Writes an event as a line of JSON. By reflection, since events are rare: a new one is a record, and nothing else. */
final class EventLine {

    private EventLine() {}

    /** One line of JSON, in UTF-8, with its line feed. */
    static byte[] of(AuditEvent event) {
        return (WrittenRecord.json((Record) event, KeyStyle.SNAKE) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
