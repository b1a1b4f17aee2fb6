package dev.sallyport.cli;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.judge.Judgement;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** How a judgement is printed, each with its final line feed. */
final class CheckReport {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private CheckReport() {}

    /** What came of a judgement; of several, the last in this order counts for all. */
    enum Outcome {
        PERMITTED("permit", Terminal.PERMITTED),
        DENIED("deny", Terminal.DENIED),
        /** Denied, but by no verdict: it could not be judged. */
        UNJUDGED("failed", Terminal.UNJUDGED);

        private final String word;
        private final int exitCode;

        Outcome(String word, int exitCode) {
            this.word = word;
            this.exitCode = exitCode;
        }

        static Outcome of(Judgement judgement) {
            if (judgement.permitted()) {
                return PERMITTED;
            }
            return judgement.violations().isEmpty() ? UNJUDGED : DENIED;
        }

        int exitCode() {
            return exitCode;
        }
    }

    static String text(Judgement judgement) {
        Action action = judgement.action();
        StringBuilder text = new StringBuilder("%-6s  ".formatted(Outcome.of(judgement).word))
                .append(operation(action)).append("  ")
                .append(action.request().method()).append(' ')
                .append(Finding.printable(action.request().target())).append('\n');
        for (Finding finding : judgement.findings()) {
            text.append("        ").append(introduction(finding.force())).append(finding.line()).append('\n');
        }
        return text.toString();
    }

    private static String introduction(Force force) {
        return switch (force) {
            case Force.Denies() -> "";
            case Force.Fails() -> "failed: ";
            case Force.Noted() -> "noted: ";
            case Force.Exempt(String id) -> "exempt by " + id + ": ";
            case Force.PassedOver() -> "failed open: ";
        };
    }

    /** Names are those of the audit log. */
    static String json(Judgement judgement) {
        Action action = judgement.action();
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("decision", judgement.permitted() ? "permit" : "deny");
            json.writeStringProperty("operation", operation(action));
            json.writeStringProperty("method", action.request().method());
            json.writeStringProperty("target", action.request().target());
            Map<String, List<Finding>> findings = judgement.byHeading();
            findings.forEach((heading, listed) -> findings(json, heading, listed));
            json.writeEndObject();
        }
        return out + "\n";
    }

    private static void findings(JsonGenerator json, String heading, List<Finding> listed) {
        json.writeArrayPropertyStart(heading);
        for (Finding finding : listed) {
            json.writeStartObject();
            json.writeStringProperty("rule", finding.rule());
            json.writeStringProperty("found", finding.found());
            json.writeStringProperty("wanted", finding.wanted());
            json.writeStringProperty("fix", finding.fix());
            finding.admittedBy().ifPresent(admission -> admittedBy(json, admission));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void admittedBy(JsonGenerator json, Admission admission) {
        json.writeObjectPropertyStart("admitted_by");
        json.writeStringProperty("parameter", admission.parameter());
        json.writeStringProperty("change", admission.change().word());
        json.writeArrayPropertyStart("values");
        admission.values().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String operation(Action action) {
        return action.operation().orElse("unknown");
    }
}
