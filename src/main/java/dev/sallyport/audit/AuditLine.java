package dev.sallyport.audit;

import java.io.ByteArrayOutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a record as a line of JSON. By hand: databind would cost the first record more than all else of its decision
 * (docs/decisions/0007-written-json.md). {@code AuditSchemaTest} holds it against the record.
 */
final class AuditLine {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    /** So that nobody can flush the log's history with a few large requests. */
    private static final int MAX_BYTES = 8192;

    /** Under each heading. */
    private static final int MAX_FINDINGS = 50;

    private static final int MAX_CHARS = 500;
    private static final int MAX_TARGET_CHARS = 2048;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JsonGenerator json;
    private final int cut;

    private AuditLine(JsonGenerator json, int cut) {
        this.json = json;
        this.cut = cut;
    }

    /**
     * One line of JSON, in UTF-8, with its line feed: 8 KiB at most. What is longer loses of its facts first; then its
     * texts are cut, and only the first of its findings stand.
     */
    static byte[] of(AuditRecord record) {
        byte[] line = of(record, 1);
        if (line.length > MAX_BYTES) {
            line = of(record.with(FactsCut::shortened), 1);
        }
        return line.length > MAX_BYTES ? withoutFacts(record.with(FactsCut::leftOut)) : line;
    }

    private static byte[] withoutFacts(AuditRecord record) {
        byte[] line = of(record, 1);
        // It ends: a sixteenth of the violations and of their texts fits even where each character takes six bytes.
        for (int cut = 2; line.length > MAX_BYTES && cut <= 16; cut *= 2) {
            line = of(record, cut);
        }
        return line;
    }

    private static byte[] of(AuditRecord record, int cut) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            new AuditLine(json, cut).write(record);
        }
        out.write('\n');
        return out.toByteArray();
    }

    private void write(AuditRecord record) {
        json.writeStartObject();
        json.writeStringProperty("time", TIME.format(record.time()));
        json.writeStringProperty("id", record.id());
        json.writeStringProperty("decision", record.decision().word());
        text("user", record.user());
        text("authentication", record.authentication());
        text("operation", record.operation());
        text("method", record.method());
        json.writeStringProperty("target", shortened(record.target(), MAX_TARGET_CHARS / cut));
        text("image", record.image());
        text("container", record.container());
        findings("violations", record.violations());
        findings("failures", record.failures());
        findings("noted", record.noted());
        findings("exempt", record.exempt());
        findings("failed_open", record.failedOpen());
        decidedBy(record.decidedBy());
        text("opa_decision_id", record.opaDecisionId());
        json.writeNumberProperty("duration_us", record.durationUs());
        record.facts().ifPresent(facts -> {
            json.writeName("facts");
            value(facts.plain());
        });
        json.writeEndObject();
    }

    private void text(String name, Optional<String> value) {
        value.ifPresent(text -> text(name, text));
    }

    private void text(String name, String value) {
        json.writeStringProperty(name, shortened(value, MAX_CHARS / cut));
    }

    /** Not between the halves of a character: half a one cannot be written. */
    static String shortened(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars) + "...";
    }

    private void findings(String heading, List<AuditRecord.Found> findings) {
        if (findings.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart(heading);
        for (AuditRecord.Found finding : findings.subList(0, Math.min(MAX_FINDINGS / cut, findings.size()))) {
            json.writeStartObject();
            text("rule", finding.rule());
            text("found", finding.found());
            text("wanted", finding.wanted());
            text("exemption", finding.exemption());
            finding.admittedBy().ifPresent(this::admittedBy);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void admittedBy(AuditRecord.Admitted admitted) {
        json.writeObjectPropertyStart("admitted_by");
        text("parameter", admitted.parameter());
        text("change", admitted.change().word());
        json.writeArrayPropertyStart("values");
        for (String value : admitted.values().subList(0, Math.min(MAX_FINDINGS / cut, admitted.values().size()))) {
            json.writeString(shortened(value, MAX_CHARS / cut));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void decidedBy(List<AuditRecord.Decider> deciders) {
        if (deciders.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("decided_by");
        for (AuditRecord.Decider decider : deciders) {
            json.writeStartObject();
            text("policy", decider.policy());
            // Not cut: the half of one is none.
            decider.sha256().ifPresent(sha256 -> json.writeStringProperty("sha256", sha256));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void value(@Nullable Object plain) {
        switch (plain) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                map.forEach((key, each) -> {
                    json.writeName((String) key);
                    value(each);
                });
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                list.forEach(this::value);
                json.writeEndArray();
            }
            case String text -> json.writeString(text);
            case Boolean flag -> json.writeBoolean(flag);
            case Number number when number instanceof Double -> json.writeNumber(number.doubleValue());
            case Number number -> json.writeNumber(number.longValue());
            case null -> json.writeNull();
            default -> throw new IllegalArgumentException("no value of JSON: " + plain.getClass());
        }
    }
}
