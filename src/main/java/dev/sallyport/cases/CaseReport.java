package dev.sallyport.cases;

import dev.sallyport.judge.DecisionPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a file's cases.
 *
 * @param name the file's
 */
public record CaseReport(String name, List<Outcome> outcomes) {

    /** @param differences what is otherwise than expected, a line each */
    public record Outcome(Case of, List<String> differences, Duration took) {}

    public static CaseReport of(CaseFile file, DecisionPoint policy) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Case each : file.cases()) {
            long start = System.nanoTime();
            List<String> differences = each.differences(each.judge(policy));
            outcomes.add(new Outcome(each, differences, Duration.ofNanos(System.nanoTime() - start)));
        }
        return new CaseReport(file.name(), List.copyOf(outcomes));
    }

    public long failed() {
        return outcomes.stream().filter(outcome -> !outcome.differences().isEmpty()).count();
    }

    /** What is otherwise than expected, and how many were tried; each line with its line feed. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Outcome outcome : outcomes) {
            if (!outcome.differences().isEmpty()) {
                text.append(outcome.of().place()).append(": ").append(outcome.of().name()).append('\n');
                outcome.differences().forEach(line -> text.append("    ").append(line).append('\n'));
            }
        }
        text.append(name).append(": ").append(outcomes.size()).append(outcomes.size() == 1 ? " case, " : " cases, ");
        return text.append(failed() == 0 ? "all as expected" : failed() + " not as expected").append('\n').toString();
    }
}
