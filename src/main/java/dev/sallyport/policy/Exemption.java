package dev.sallyport.policy;

import dev.sallyport.rules.Rule;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Placed;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.Word;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What lifts verdicts of rules, for something, until some time. */
// @formatter:off: each key stands beneath its @Doc
record Exemption(
        @Doc("Its name, for audit records and counters: lower-case letters, digits, `-`, `.` and `_`.")
                Placed<Id> id,
        @Doc("Why it is there.")
                Prose reason,
        @Doc("Who answers for it.")
                Prose owner,
        @Doc("Its last day (UTC), or the time at which it ends; at most a year away, unless the policy says otherwise.")
                Placed<Expiry> expires,
        @Doc("What it is for.")
                Placed<Match> match,
        @Doc("Rules whose verdicts it lifts.")
                Optional<List<Lifted>> rules,
        @Doc("Values that it admits beside those of the policy: parameters of rules, by the rule's id.")
                Optional<Admitted> admits) {
    // @formatter:on

    /** Text that says something. */
    record Prose(String text) {
        static Grammar<Prose> grammar() {
            return new Word<>("text", "some words", "\\S", (text, _) -> parse(text));
        }

        private static Prose parse(String text) {
            if (text.isBlank()) {
                throw new IllegalArgumentException();
            }
            return new Prose(text);
        }
    }

    /** @see Exemption#id */
    record Id(String text) {

        private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

        static Grammar<Id> grammar() {
            return new Word<>("id", "lower-case letters, digits, `-`, `.` and `_`, 64 at most", "^" + PLAIN + "$",
                    (text, _) -> parse(text));
        }

        private static Id parse(String text) {
            if (!PLAIN.matcher(text).matches()) {
                throw new IllegalArgumentException();
            }
            return new Id(text);
        }
    }

    String name() {
        return id.value().text();
    }

    boolean hasExpired(Instant time) {
        return !time.isBefore(expires.value().end());
    }

    /** The rule of a policy with what this admits; empty if it admits nothing of it. */
    Optional<Rule> admitted(RuleText rule) throws InvalidSettingException {
        Setting.Group more = admits.map(Admitted::byRule).orElse(Map.of()).get(rule.definition().id());
        return more == null
                ? Optional.empty()
                : Optional.of(Admitted.widened(rule.definition(), rule.rule(), more));
    }

    boolean lifts(String rule) {
        return rules.filter(lifted -> lifted.contains(new Lifted(rule))).isPresent();
    }
}
