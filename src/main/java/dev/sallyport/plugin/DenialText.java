package dev.sallyport.plugin;

import dev.sallyport.action.BuildKit;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Mend;
import dev.sallyport.judge.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the person at the terminal reads: what was denied and by whose word, a paragraph for each reason, what a denied
 * start leaves behind, and the decision's id. What failed stands apart from what is wrong with the request.
 *
 * <p>It begins with a line feed: the docker CLI prints 78 columns before it. It does not end with a remedy: the CLI of
 * Engine 20.10 prints a period behind it.
 */
final class DenialText {

    private static final int MAX_REASONS = 40;
    private static final int REASON = 2;
    private static final int REMEDY = 4;

    private DenialText() {}

    static String of(Judgement judgement) {
        Optional<BuildKit> buildKit =
                judgement.violations().isEmpty() ? Optional.empty() : BuildKit.in(judgement.action());
        List<Finding> violations = buildKit.isPresent() ? withoutMends(judgement.violations()) : judgement.violations();
        List<Finding> failures = judgement.failures();
        List<String> lines = new ArrayList<>(Lines.wrapped(0, first(judgement) + ":"));
        add(violations, lines);
        if (!violations.isEmpty() && !failures.isEmpty()) {
            lines.add("and it could not be judged in full:");
        }
        add(failures, lines);
        if (!failures.isEmpty()) {
            lines.add("that is no fault of the command: see Sallyport's log, and dockerd's");
        }
        buildKit.ifPresent(way -> add(way, lines));
        judgement.leftBehind().ifPresent(name -> lines.addAll(
                Lines.wrapped(0, "it was not started, but exists: docker rm " + Finding.printable(name) + " first")));
        lines.add("(decision " + judgement.action().id() + ")");
        return "\n" + String.join("\n", lines);
    }

    private static String first(Judgement judgement) {
        String denied = judgement.action().operation().orElse("request") + " denied";
        if (judgement.violations().isEmpty()) {
            return denied + ", since it could not be judged";
        }
        List<Authority> by = judgement.decidedBy();
        String names = by.stream().map(Authority::name).collect(Collectors.joining(" and "));
        return switch (by.size()) {
            case 0 -> denied;
            case 1 -> denied + " by policy " + names;
            default -> denied + " by policies " + names;
        };
    }

    /** Nobody typed what they would mend. */
    private static List<Finding> withoutMends(List<Finding> findings) {
        return findings.stream().map(finding -> finding.with(Mend.NONE)).toList();
    }

    private static void add(BuildKit way, List<String> lines) {
        String what = switch (way) {
            case CHANNEL -> "what BuildKit does, a plugin does not see";
            case BUILDER -> "this is the builder that buildx starts where BuildKit is denied";
        };
        lines.add(what);
        add(REMEDY, "fix", "DOCKER_BUILDKIT=0 docker build ... (the legacy builder)", lines);
        add(REMEDY, "or", "the group `buildkit` in the policy: build steps then run as root, without limits and unseen",
                lines);
    }

    private static void add(List<Finding> findings, List<String> lines) {
        findings.stream().limit(MAX_REASONS).forEach(finding -> {
            add(REASON, finding.rule(), finding.found(), lines);
            add(REMEDY, "wanted", finding.wanted(), lines);
            add(REMEDY, "fix", finding.fix(), lines);
        });
        int more = findings.size() - MAX_REASONS;
        if (more > 0) {
            lines.add("  and " + more + (more == 1 ? " more reason" : " more reasons") + ": see the audit log");
        }
    }

    private static void add(int indent, String what, String text, List<String> lines) {
        if (!text.isEmpty()) {
            lines.addAll(Lines.wrapped(indent, Finding.printable(what + ": " + text)));
        }
    }
}
