package dev.sallyport.plugin;

import dev.sallyport.decision.Authority;
import dev.sallyport.decision.Finding;
import dev.sallyport.judge.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the person at the terminal reads: a line that says what was denied and by whose word, then a line for each
 * reason; what failed stands apart from what is wrong with the request.
 */
final class DenialText {

    private static final int MAX_REASONS = 40;
    private static final int MAX_CHARS = 400;

    private DenialText() {}

    static String of(Judgement judgement) {
        List<Finding> violations = judgement.violations();
        List<Finding> failures = judgement.failures();
        List<String> lines = new ArrayList<>();
        lines.add(first(judgement) + " (decision " + judgement.action().id() + ")");
        lines(violations).forEach(lines::add);
        if (!violations.isEmpty() && !failures.isEmpty()) {
            lines.add("and it could not be judged in full:");
        }
        lines(failures).forEach(lines::add);
        return String.join("\n", lines);
    }

    private static String first(Judgement judgement) {
        String denied = judgement.action().operation().orElse("request") + " denied";
        if (judgement.violations().isEmpty()) {
            return denied + ": it could not be judged";
        }
        List<Authority> by = judgement.decidedBy();
        String names = by.stream().map(Authority::name).collect(Collectors.joining(" and "));
        return switch (by.size()) {
            case 0 -> denied;
            case 1 -> denied + " by policy " + names;
            default -> denied + " by policies " + names;
        };
    }

    private static Stream<String> lines(List<Finding> findings) {
        Stream<String> lines = findings.stream().limit(MAX_REASONS).map(finding -> "  " + shortened(finding.line()));
        return findings.size() <= MAX_REASONS
                ? lines
                : Stream.concat(lines,
                        Stream.of("  and " + (findings.size() - MAX_REASONS) + " more: see the audit log"));
    }

    private static String shortened(String line) {
        return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "...";
    }
}
