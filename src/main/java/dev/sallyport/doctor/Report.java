package dev.sallyport.doctor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What was observed, for people and for programs. */
public record Report(List<Observation> observations) {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** The worst of all. */
    public Severity severity() {
        return observations.stream().map(Observation::severity).max(Severity::compareTo).orElse(Severity.OK);
    }

    /** A line for each, and a line with what to do about it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Observation each : observations) {
            text.append("%-8s  %s: %s%n".formatted(each.severity().word(), each.check(), each.message()));
            if (!each.remedy().isEmpty()) {
                text.append("          -> %s%n".formatted(each.remedy()));
            }
        }
        return text.toString();
    }

    /** One object on one line. */
    public String json() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("severity", severity().word());
            json.writeName("observations");
            json.writeStartArray();
            for (Observation each : observations) {
                json.writeStartObject();
                json.writeStringProperty("check", each.check());
                json.writeStringProperty("severity", each.severity().word());
                json.writeStringProperty("message", each.message());
                json.writeStringProperty("remedy", each.remedy());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
