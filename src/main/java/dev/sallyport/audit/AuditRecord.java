package dev.sallyport.audit;

import dev.sallyport.decision.Violation;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One decision, for those who read later. It has no component for environment values, headers or bodies: they cannot get
 * in.
 *
 * @param time when the request came
 * @param id the decision's id, as the user was told
 * @param permitted the decision
 * @param user the common name of the client certificate, or empty
 * @param authentication how the user was authenticated, or empty
 * @param operation the operation's id, or empty for an unknown one
 * @param method the HTTP method
 * @param target the request target, without the query parameters that can hold secrets
 * @param image the image, if the request names one
 * @param container the container's name or id, if the request is about one
 * @param violations why it was denied
 * @param references under which names decision points keep the decision in logs of their own
 * @param failedOpen what failed, and was gone on without because the operator has said so
 * @param policy the policy's name
 * @param policyHash SHA-256 of the policy's text, in hexadecimal
 * @param micros how long the decision took, in microseconds
 */
public record AuditRecord(
        Instant time,
        String id,
        boolean permitted,
        String user,
        String authentication,
        String operation,
        String method,
        String target,
        String image,
        String container,
        List<Violation> violations,
        Map<String, String> references,
        List<Violation> failedOpen,
        String policy,
        String policyHash,
        long micros) {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    /** So that nobody can flush the log's history with a few large requests. */
    private static final int MAX_BYTES = 8192;

    private static final int MAX_VIOLATIONS = 50;
    private static final int MAX_CHARS = 500;
    private static final int MAX_TARGET_CHARS = 2048;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * One line of JSON, in UTF-8, with its line feed: 8 KiB at most. What is longer has its texts cut, and only the first
     * of its violations. Empty texts are left out.
     */
    byte[] line() {
        byte[] line = line(1);
        // It ends: a sixteenth of the violations and of their texts fits even where each character takes six bytes.
        for (int cut = 2; line.length > MAX_BYTES && cut <= 16; cut *= 2) {
            line = line(cut);
        }
        return line;
    }

    private byte[] line(int cut) {
        int chars = MAX_CHARS / cut;
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("time", TIME.format(time));
            json.writeStringProperty("id", id);
            json.writeStringProperty("decision", permitted ? "permit" : "deny");
            text(json, "user", user, chars);
            text(json, "authentication", authentication, chars);
            text(json, "operation", operation, chars);
            json.writeStringProperty("method", shortened(method, chars));
            json.writeStringProperty("target", shortened(target, MAX_TARGET_CHARS / cut));
            text(json, "image", image, chars);
            text(json, "container", container, chars);
            violations(json, "violations", violations, cut);
            violations(json, "failed_open", failedOpen, cut);
            references.forEach((point, reference) -> text(json, point + "_decision_id", reference, chars));
            json.writeStringProperty("policy", shortened(policy, chars));
            text(json, "policy_sha256", policyHash, MAX_CHARS);
            json.writeNumberProperty("duration_us", micros);
            json.writeEndObject();
        }
        out.write('\n');
        return out.toByteArray();
    }

    /** Not between the halves of a character: half a one cannot be written. */
    private static String shortened(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars) + "...";
    }

    private static void text(JsonGenerator json, String name, String value, int chars) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, shortened(value, chars));
        }
    }

    private static void violations(JsonGenerator json, String name, List<Violation> violations, int cut) {
        if (violations.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart(name);
        for (Violation violation : violations.subList(0, Math.min(MAX_VIOLATIONS / cut, violations.size()))) {
            json.writeStartObject();
            json.writeStringProperty("rule", shortened(violation.rule(), MAX_CHARS / cut));
            json.writeStringProperty("found", shortened(violation.found(), MAX_CHARS / cut));
            text(json, "wanted", violation.wanted(), MAX_CHARS / cut);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
