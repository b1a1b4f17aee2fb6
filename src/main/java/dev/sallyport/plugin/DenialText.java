package dev.sallyport.plugin;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Violation;
import java.util.List;

/** What the person at the terminal reads: a line that says what was denied, then a line for each reason. */
public final class DenialText {

    private static final int MAX_LINES = 40;
    private static final int MAX_CHARS = 400;

    private DenialText() {}

    public static String of(Action action, String policyName, List<Violation> violations) {
        String what = action.call().map(call -> call.operation().id()).orElse("the request");
        StringBuilder text = new StringBuilder(what)
                .append(" denied by policy ").append(policyName)
                .append(" (decision ").append(action.id()).append(")");
        violations.stream().limit(MAX_LINES).forEach(violation -> text.append("\n  ").append(shortened(violation.line())));
        if (violations.size() > MAX_LINES) {
            text.append("\n  and ").append(violations.size() - MAX_LINES).append(" more: see the audit log");
        }
        return text.toString();
    }

    private static String shortened(String line) {
        return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "...";
    }
}
