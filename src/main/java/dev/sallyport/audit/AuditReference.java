package dev.sallyport.audit;

import dev.sallyport.settings.JsonSchema;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.WrittenRecord;

/** What documents the audit log: made from its record, so that it cannot say anything else. */
public final class AuditReference {

    private AuditReference() {}

    /** The tables of docs/audit.md. */
    public static String markdown() {
        return written(AuditRecord.class).markdown()
                + "\nEach of `violations`, `failures`, `noted`, `exempt` and `failed_open`:\n\n"
                + written(AuditRecord.Found.class).markdown()
                + "\nEach of `decided_by`:\n\n"
                + written(AuditRecord.Decider.class).markdown();
    }

    /** {@code docs/audit-record.schema.json}: JSON Schema 2020-12, with a final line feed. */
    public static String schema() {
        return JsonSchema.document("Sallyport audit record", written(AuditRecord.class));
    }

    private static WrittenRecord written(Class<? extends Record> type) {
        return new WrittenRecord(type, KeyStyle.SNAKE);
    }
}
