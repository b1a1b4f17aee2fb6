package dev.sallyport.cases;

import dev.sallyport.decision.Authority;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.judge.Judgement;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What is expected of a judgement. What is left out may be as it likes. */
// @formatter:off: each key stands beneath its @Doc
record Expected(
        @Doc("`permit` or `deny`.")
                Verdict decision,
        @Doc("The rules that deny: these and no others.")
                Optional<List<String>> rules,
        @Doc("The rules that find something and only observe: these and no others.")
                Optional<List<String>> observed,
        @Doc("The name of the policy that decides.")
                Optional<String> policy,
        @Doc("Texts that stand in what is found, wanted or proposed as a fix.")
                Optional<List<String>> text) {
    // @formatter:on

    enum Verdict {
        PERMIT,
        DENY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Grammar<Expected> grammar() {
        return new WordOrMapping();
    }

    /** Expected and come, a line each: {@code -} is missing, {@code +} is too much. Empty if all is as expected. */
    List<String> differences(Judgement judgement) {
        List<String> lines = new ArrayList<>();
        Verdict came = judgement.permitted() ? Verdict.PERMIT : Verdict.DENY;
        if (came != decision) {
            lines.add("- " + decision.word());
            lines.add("+ " + came.word());
        }
        boolean allRules = rules.isEmpty() && came == decision;
        rules("rule", rules.orElse(List.of()), judgement, finding -> finding.force().refuses() && !allRules, lines);
        observed.ifPresent(
                names -> rules("observed", names, judgement, finding -> finding.force() instanceof Force.Noted, lines));
        List<String> deciders = judgement.decidedBy().stream().map(Authority::name).toList();
        if (policy.isPresent() && !deciders.contains(policy.get())) {
            lines.add("- policy " + policy.get());
            lines.add("+ policy " + (deciders.isEmpty() ? "none" : String.join(", ", deciders)));
        }
        for (String part : text.orElse(List.of())) {
            if (judgement.findings().stream().noneMatch(finding -> finding.line().contains(part))) {
                lines.add("- text `" + part + "`");
                judgement.findings().forEach(finding -> lines.add("+ text " + finding.line()));
            }
        }
        return lines.stream().distinct().toList();
    }

    private static void rules(String what, List<String> wanted, Judgement judgement, Predicate<Finding> counts,
            List<String> lines) {
        List<Finding> came = judgement.findings().stream().filter(counts).toList();
        wanted.stream()
                .filter(rule -> came.stream().noneMatch(finding -> finding.rule().equals(rule)))
                .forEach(rule -> lines.add("- " + what + " " + rule));
        came.stream()
                .filter(finding -> !wanted.contains(finding.rule()))
                .forEach(finding -> lines.add("+ " + what + " " + finding.line()));
    }

    /** {@code expect: permit}, or more. */
    private static final class WordOrMapping implements Grammar<Expected> {

        private static final RecordGrammar<Expected> MAPPING =
                RecordGrammar.of(Expected.class, KeyStyle.KEBAB, "key");

        @Override
        public Expected read(String key, Setting setting, Path base) throws InvalidSettingException {
            if (setting instanceof Setting.Text(_, String word)) {
                for (Verdict verdict : Verdict.values()) {
                    if (verdict.word().equals(word)) {
                        return new Expected(verdict, Optional.empty(), Optional.empty(), Optional.empty(),
                                Optional.empty());
                    }
                }
                throw setting.wrong(key, "permit, deny, or a mapping");
            }
            return MAPPING.read(key, setting, base);
        }

        @Override
        public String name() {
            return "permit, deny, or a mapping";
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("anyOf", List.of(Map.of("enum", List.of("permit", "deny")), MAPPING.schema()));
            return schema;
        }

        @Override
        public Object plain(Expected value) {
            return MAPPING.plain(value);
        }
    }
}
