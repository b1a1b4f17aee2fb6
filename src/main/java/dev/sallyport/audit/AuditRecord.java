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
    private static final int MAX_VIOLATIONS = 50;

    private static final int MAX_CHARS = 500;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** One line of JSON, in UTF-8, with its line feed. Empty texts are left out. */
    byte[] line() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("time", TIME.format(time));
            json.writeStringProperty("id", id);
            json.writeStringProperty("decision", permitted ? "permit" : "deny");
            text(json, "user", user);
            text(json, "authentication", authentication);
            text(json, "operation", operation);
            json.writeStringProperty("method", method);
            json.writeStringProperty("target", target);
            text(json, "image", image);
            text(json, "container", container);
            violations(json, "violations", violations);
            violations(json, "failed_open", failedOpen);
            references.forEach((decisionPoint, reference) -> text(json, decisionPoint + "_decision_id", reference));
            json.writeStringProperty("policy", policy);
            text(json, "policy_sha256", policyHash);
            json.writeNumberProperty("duration_us", micros);
            json.writeEndObject();
        }
        out.write('\n');
        return out.toByteArray();
    }

    private static String shortened(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
    }

    private static void text(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, shortened(value));
        }
    }

    private static void violations(JsonGenerator json, String name, List<Violation> violations) {
        if (violations.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart(name);
        for (Violation violation : violations.subList(0, Math.min(MAX_VIOLATIONS, violations.size()))) {
            json.writeStartObject();
            json.writeStringProperty("rule", violation.rule());
            json.writeStringProperty("found", shortened(violation.found()));
            text(json, "wanted", violation.wanted());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
