package dev.sallyport.audit;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.RedactedTarget;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.Judgement;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One judgement, for those who read later. It has no component for environment values, headers or bodies: they cannot get in.
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
 * @param findings what was found, by the heading that it stands under
 * @param references under which names decision points keep the decision in logs of their own
 * @param decidedBy by whose word it was permitted or denied; empty for what is denied by nobody's
 * @param took how long the decision took
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
        Map<String, List<Finding>> findings,
        List<Decision.Reference> references,
        List<Authority> decidedBy,
        Duration took) {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    /** So that nobody can flush the log's history with a few large requests. */
    private static final int MAX_BYTES = 8192;

    /** Under each heading. */
    private static final int MAX_FINDINGS = 50;

    private static final int MAX_CHARS = 500;
    private static final int MAX_TARGET_CHARS = 2048;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    static AuditRecord of(Judgement judgement) {
        Action action = judgement.action();
        Subject subject = action.request().subject();
        return new AuditRecord(
                action.request().time(),
                action.id().value(),
                judgement.permitted(),
                subject.user(),
                subject.authentication(),
                action.operation().orElse(""),
                action.request().method(),
                RedactedTarget.of(action.request().target()),
                action.image(),
                action.containerName(),
                judgement.byHeading(),
                judgement.references(),
                judgement.decidedBy(),
                judgement.took());
    }

    /**
     * One line of JSON, in UTF-8, with its line feed: 8 KiB at most. What is longer has its texts cut, and only the first
     * of its findings. Empty texts and lists are left out.
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
            findings.forEach((heading, listed) -> findings(json, heading, listed, cut));
            decidedBy(json, chars);
            references.forEach(reference -> text(json, reference.decisionPoint() + "_decision_id", reference.id(), chars));
            json.writeNumberProperty("duration_us", took.toNanos() / 1000);
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

    private static void findings(JsonGenerator json, String heading, List<Finding> listed, int cut) {
        json.writeArrayPropertyStart(heading);
        for (Finding finding : listed.subList(0, Math.min(MAX_FINDINGS / cut, listed.size()))) {
            json.writeStartObject();
            json.writeStringProperty("rule", shortened(finding.rule(), MAX_CHARS / cut));
            json.writeStringProperty("found", shortened(finding.found(), MAX_CHARS / cut));
            text(json, "wanted", finding.wanted(), MAX_CHARS / cut);
            if (finding.force() instanceof Force.Exempt(String exemption)) {
                text(json, "exemption", exemption, MAX_CHARS / cut);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void decidedBy(JsonGenerator json, int chars) {
        if (decidedBy.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("decided_by");
        for (Authority authority : decidedBy) {
            json.writeStartObject();
            json.writeStringProperty("policy", shortened(authority.name(), chars));
            text(json, "sha256", authority.sha256(), MAX_CHARS);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
