package dev.sallyport.cli;

import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.WrittenRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an administrator wants to know of a running plugin; each component is a key of {@code sallyport status --json}.
 *
 * @param time when it was so
 * @param attention what is not as it should be, a line each
 * @param since when the process started
 * @param recent the last minutes
 * @param deniedBy the rules whose verdicts denied, the most frequent first
 * @param failedBy what failed, and denied
 */
record StatusReport(Instant time, List<String> attention, String version, long process, Instant since,
        List<PolicyStatus> policies, Decisions total, Decisions recent, long recentMinutes, List<Count> deniedBy,
        List<Count> failedBy, AuditStatus audit, List<Count> docker, List<Count> opa) {

    private static final int MOST_RULES = 8;

    /**
     * @param rules how many are on
     * @param observed those that only watch
     * @param off those that are not asked
     * @param loaded since when it judges
     */
    record PolicyStatus(String policy, String sha256, long rules, List<String> observed, List<String> off,
            Instant loaded) {}

    record Decisions(long permitted, long denied) {}

    record Count(String name, long count) {}

    record AuditStatus(String file, String state, long size, long records, long unwritten, long failures) {}

    StatusReport {
        deniedBy = deniedBy.stream().limit(MOST_RULES).toList();
        failedBy = failedBy.stream().limit(MOST_RULES).toList();
    }

    /** Whether all is as it should be. */
    boolean isWell() {
        return attention.isEmpty();
    }

    /** For a person, with a final line feed. */
    String text() {
        StringBuilder text = new StringBuilder();
        attention.forEach(line -> text.append("ATTENTION  ").append(line).append('\n'));
        line(text, "running", "since %s (%s): Sallyport %s, process %d"
                .formatted(seconds(since), ago(since), version, process));
        policies.forEach(policy -> policy(text, policy));
        line(text, "decisions", "%d permitted, %d denied; in the last %s %d and %d".formatted(
                total.permitted(), total.denied(), recentMinutes == 1 ? "minute" : recentMinutes + " minutes",
                recent.permitted(), recent.denied()));
        counts(text, "denied by", deniedBy);
        counts(text, "failed", failedBy);
        line(text, "audit log", "%s: %s; %s, %d records, %d not written".formatted(
                audit.file(), audit.state(), size(audit.size()), audit.records(), audit.unwritten()));
        counts(text, "dockerd", docker);
        counts(text, "OPA", opa);
        return text.toString();
    }

    private void policy(StringBuilder text, PolicyStatus policy) {
        line(text, "policy", "%s: %d rules, loaded %s (%s)".formatted(
                policy.policy(), policy.rules(), seconds(policy.loaded()), ago(policy.loaded())));
        line(text, "", "sha256 " + policy.sha256());
        if (!policy.observed().isEmpty()) {
            line(text, "", "only observed: " + String.join(", ", policy.observed()));
        }
        if (!policy.off().isEmpty()) {
            line(text, "", "off: " + String.join(", ", policy.off()));
        }
    }

    private static void counts(StringBuilder text, String name, List<Count> counts) {
        if (!counts.isEmpty()) {
            line(text, name, counts.stream().map(count -> count.name() + " " + count.count())
                    .collect(Collectors.joining(", ")));
        }
    }

    private static void line(StringBuilder text, String name, String what) {
        text.append("%-9s  %s%n".formatted(name, what));
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String ago(Instant instant) {
        Duration age = Duration.between(instant, time);
        if (age.toDays() > 0) {
            return age.toDays() + " d " + age.toHoursPart() + " h";
        }
        return age.toHours() > 0
                ? age.toHours() + " h " + age.toMinutesPart() + " min"
                : age.toMinutes() + " min " + age.toSecondsPart() + " s";
    }

    private static String size(long bytes) {
        return bytes < 1 << 20 ? (bytes + 1023) / 1024 + " KiB" : bytes / (1 << 20) + " MiB";
    }

    /** One object, with a final line feed. */
    String json() {
        return WrittenRecord.json(this, KeyStyle.SNAKE) + "\n";
    }
}
