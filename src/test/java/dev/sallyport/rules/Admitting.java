package dev.sallyport.rules;

import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Finding;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a program does with what a finding says would admit it: a policy with that change. */
public final class Admitting {

    private Admitting() {}

    /**
     * A policy of the finding's rule alone, as it admits the finding.
     *
     * @param policy in which the rule is on
     */
    public static SettingsFile changed(SettingsFile policy, Finding finding) throws InvalidSettingException {
        RuleDefinition definition = RuleCatalogue.definitions().stream()
                .filter(each -> each.id().equals(finding.rule())).findFirst().orElseThrow();
        Setting given = policy.yaml().group("policy").find("rules").orElseThrow().group("rules")
                .find(definition.id()).orElseThrow();
        Map<String, Object> parameters = plain(definition.grammar(), given);
        Admission admission = finding.admittedBy().orElseThrow();
        parameters.put(admission.parameter(), changed(parameters.get(admission.parameter()), admission));
        return new SettingsFile("changed.yaml",
                JsonMapper.shared().writeValueAsString(Map.of("rules", Map.of(finding.rule(), parameters))));
    }

    private static <R extends Record> Map<String, Object> plain(RecordGrammar<R> grammar, Setting given)
            throws InvalidSettingException {
        Map<String, Object> plain = new LinkedHashMap<>();
        ((Map<?, ?>) grammar.plain(grammar.read("rule", given, Path.of("/"))))
                .forEach((key, value) -> plain.put((String) key, value));
        return plain;
    }

    private static Object changed(Object present, Admission admission) {
        return switch (admission.change()) {
            case ADD -> {
                List<Object> values = new ArrayList<>((List<?>) present);
                values.addAll(admission.values());
                yield values;
            }
            case REMOVE -> ((List<?>) present).stream()
                    .filter(value -> !admission.values().contains(String.valueOf(value))).toList();
            case SET -> scalar(admission.values().getFirst());
        };
    }

    /** Of the JSON type that it is. */
    private static Object scalar(String value) {
        if (value.equals("true") || value.equals("false")) {
            return Boolean.valueOf(value);
        }
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException e) {
            return value;
        }
    }
}
