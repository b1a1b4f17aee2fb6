package dev.sallyport.policy;

import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Mistakes;
import dev.sallyport.settings.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a mapping from rules' ids to something that is said of each. */
final class ByRule {

    private ByRule() {}

    /** Of what stands behind a rule's id. */
    interface Reader<T> {
        T read(RuleDefinition definition, Setting.Group.Entry given) throws InvalidSettingException;
    }

    /**
     * What is said, by the rule's id, in the catalogue's order.
     *
     * @throws InvalidSettingException with every mistake of the mapping
     */
    static <T> Map<String, T> read(String key, Setting setting, Reader<T> reader) throws InvalidSettingException {
        Setting.Group group = setting.group(key);
        Mistakes mistakes = new Mistakes();
        List<String> known = RuleCatalogue.definitions().stream().map(RuleDefinition::id).toList();
        mistakes.attempt(() -> group.allowOnly("rule", known));
        Map<String, T> byRule = new LinkedHashMap<>();
        for (RuleDefinition definition : RuleCatalogue.definitions()) {
            Setting.Group.Entry given = group.entries().get(definition.id());
            if (given != null) {
                mistakes.attempt(() -> reader.read(definition, given))
                        .ifPresent(said -> byRule.put(definition.id(), said));
            }
        }
        mistakes.refuse();
        return byRule;
    }
}
