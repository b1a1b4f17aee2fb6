package dev.sallyport.cli;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.judge.Judgement;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
        /** What would have to be asked of a dockerd, and there was none to ask. */
        UNKNOWN("unknown", Terminal.UNKNOWN),
        /** Denied, but by no verdict: it could not be judged. */
        UNJUDGED("failed", Terminal.UNJUDGED);

        private final String word;
        private final int exitCode;

        Outcome(String word, int exitCode) {
            this.word = word;
            this.exitCode = exitCode;
        }

        /** @param asked whether there was a dockerd to ask */
        static Outcome of(Judgement judgement, boolean asked) {
            if (judgement.permitted()) {
                return PERMITTED;
            }
            if (!judgement.violations().isEmpty()) {
                return DENIED;
            }
            boolean unasked = !asked && judgement.failures().stream().allMatch(CheckReport::isOfDocker);
            return unasked ? UNKNOWN : UNJUDGED;
        }

        /** As in the audit log, where it is said there. */
        String decision() {
            return this == UNJUDGED ? DENIED.word : word;
        }

        int exitCode() {
            return exitCode;
        }
    }

    /** Such as {@code 3 messages: 2 permit, 1 deny}. */
    static String summary(Map<Outcome, Integer> counts) {
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return (all == 1 ? "1 message: " : all + " messages: ") + counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().word)
                .collect(Collectors.joining(", "));
    }

    private static boolean isOfDocker(Finding failure) {
        return failure.rule().equals("docker");
    }

    /** @param place of the message, such as {@code messages.jsonl:3} */
    static String text(String place, Judgement judgement, Outcome outcome) {
        Action action = judgement.action();
        StringBuilder text = new StringBuilder(place).append(": ").append("%-7s ".formatted(outcome.word))
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
    static String json(String place, Judgement judgement, Outcome outcome) {
        Action action = judgement.action();
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("message", place);
            json.writeStringProperty("decision", outcome.decision());
            json.writeStringProperty("operation", operation(action));
            json.writeStringProperty("method", action.request().method());
            json.writeStringProperty("target", action.request().target());
            optional(json, "image", action.image());
            optional(json, "container", action.containerName());
            Map<String, List<Finding>> findings = judgement.byHeading();
            findings.forEach((heading, listed) -> findings(json, heading, listed));
            decidedBy(json, judgement.decidedBy());
            json.writeEndObject();
        }
        return out + "\n";
    }

    private static void optional(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }

    private static void decidedBy(JsonGenerator json, List<Authority> authorities) {
        if (authorities.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("decided_by");
        for (Authority authority : authorities) {
            json.writeStartObject();
            json.writeStringProperty("policy", authority.name());
            optional(json, "sha256", authority.sha256());
            json.writeEndObject();
        }
        json.writeEndArray();
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
