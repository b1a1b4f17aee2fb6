package dev.sallyport.audit;

import dev.sallyport.settings.JsonSchema;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.WrittenRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What documents the audit log: made from its record, so that it cannot say anything else. */
public final class AuditReference {

    private AuditReference() {}

    /** The tables of docs/audit.md. */
    public static String markdown() {
        return written(AuditRecord.class).markdown()
                + "\nEach of `violations`, `failures`, `noted`, `exempt` and `failed_open`:\n\n"
                + written(AuditRecord.Found.class).markdown()
                + "\n`admitted_by`:\n\n"
                + written(AuditRecord.Admitted.class).markdown()
                + "\nEach of `decided_by`:\n\n"
                + written(AuditRecord.Decider.class).markdown();
    }

    /** The tables of docs/audit.md about events. */
    public static String eventsMarkdown() {
        return Arrays.stream(AuditEvent.class.getPermittedSubclasses())
                .map(type -> "`" + word(type) + "`:\n\n" + written(type.asSubclass(Record.class)).markdown() + "\n")
                .collect(Collectors.joining())
                + "`in_force` and `before`:\n\n"
                + written(AuditEvent.InForce.class).markdown()
                + "\nEach of `policies`:\n\n"
                + written(AuditEvent.PolicyInForce.class).markdown();
    }

    /** {@code docs/audit-event.schema.json}: JSON Schema 2020-12, with a final line feed. */
    public static String eventSchema() {
        List<WrittenRecord> events = Arrays.stream(AuditEvent.class.getPermittedSubclasses())
                .map(type -> written(type.asSubclass(Record.class)))
                .toList();
        return JsonSchema.oneOf("Sallyport audit event", events);
    }

    /** The event of a record, as it is written: of {@code PolicyLoad}, {@code policy_load}. */
    private static String word(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** {@code docs/audit-record.schema.json}: JSON Schema 2020-12, with a final line feed. */
    public static String schema() {
        return JsonSchema.document("Sallyport audit record", written(AuditRecord.class));
    }

    private static WrittenRecord written(Class<? extends Record> type) {
        return new WrittenRecord(type, KeyStyle.SNAKE);
    }
}
