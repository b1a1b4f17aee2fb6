package dev.sallyport.cli;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Decision;
import dev.sallyport.decision.Violation;
import dev.sallyport.plugin.Judge;
import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** How a judgement is printed, each with its final line feed. */
final class CheckReport {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private CheckReport() {}

    static String text(Judge.Judgement judgement) {
        Action action = judgement.action();
        boolean permitted = judgement.decision() instanceof Decision.Permit;
        StringBuilder text = new StringBuilder(permitted ? "permit  " : "deny    ")
                .append(operation(action)).append("  ")
                .append(action.request().method()).append(' ').append(Violation.printable(action.request().target())).append('\n');
        judgement.decision().reasons().forEach(violation -> text.append("        ").append(violation.line()).append('\n'));
        judgement.decision().failedOpen().forEach(violation -> text.append("        gone on without: ").append(violation.line()).append('\n'));
        return text.toString();
    }

    static String json(Judge.Judgement judgement) {
        Action action = judgement.action();
        boolean permitted = judgement.decision() instanceof Decision.Permit;
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("decision", permitted ? "permit" : "deny");
            json.writeStringProperty("operation", operation(action));
            json.writeStringProperty("method", action.request().method());
            json.writeStringProperty("target", action.request().target());
            violations(json, "violations", judgement.decision().reasons());
            if (!judgement.decision().failedOpen().isEmpty()) {
                violations(json, "failed_open", judgement.decision().failedOpen());
            }
            json.writeEndObject();
        }
        return out + "\n";
    }

    private static void violations(JsonGenerator json, String name, List<Violation> violations) {
        json.writeArrayPropertyStart(name);
        for (Violation violation : violations) {
            json.writeStartObject();
            json.writeStringProperty("rule", violation.rule());
            json.writeStringProperty("found", violation.found());
            json.writeStringProperty("wanted", violation.wanted());
            json.writeStringProperty("fix", violation.mend());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String operation(Action action) {
        return action.call().map(call -> call.operation().id()).orElse("unknown");
    }
}
