package dev.sallyport.policy;

import dev.sallyport.rules.Rule;
import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.JsonSchema;
import dev.sallyport.settings.Mistakes;
import dev.sallyport.settings.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules that a policy turns on, in the catalogue's order: findings come in that order whatever the file's is. */
record RuleSet(List<Policy.Enabled> rules) {

    static Grammar<RuleSet> grammar() {
        return new ById();
    }

    /** A mapping from a rule's id to what is set of it; nothing, to take every default. */
    private static final class ById implements Grammar<RuleSet> {

        @Override
        public RuleSet read(String key, Setting setting, Path base) throws InvalidSettingException {
            Setting.Group rules = setting.group(key);
            Mistakes mistakes = new Mistakes();
            List<String> known = RuleCatalogue.definitions().stream().map(RuleDefinition::id).toList();
            mistakes.attempt(() -> rules.allowOnly("rule", known));
            List<Policy.Enabled> enabled = new ArrayList<>();
            for (RuleDefinition definition : RuleCatalogue.definitions()) {
                Optional<Setting> given = rules.find(definition.id());
                if (given.isPresent()) {
                    mistakes.attempt(() -> rule(definition, given.get(), base)).ifPresent(enabled::add);
                }
            }
            mistakes.refuse();
            if (enabled.isEmpty()) {
                throw new InvalidSettingException(rules.place(), "no rule is on: such a policy permits everything");
            }
            return new RuleSet(List.copyOf(enabled));
        }

        private static Policy.Enabled rule(RuleDefinition definition, Setting given, Path base)
                throws InvalidSettingException {
            Setting settings = given instanceof Setting.Nothing(var place) ? new Setting.Group(place, Map.of()) : given;
            Rule rule = (Rule) definition.grammar().read(definition.id(), settings, base);
            return new Policy.Enabled(definition.id(), rule);
        }

        @Override
        public String name() {
            return "mapping";
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> rules = new LinkedHashMap<>();
            RuleCatalogue.definitions().forEach(definition -> rules.put(definition.id(), schema(definition)));
            return JsonSchema.mapping(rules, List.of());
        }

        private static Map<String, Object> schema(RuleDefinition definition) {
            Map<String, Object> schema = new LinkedHashMap<>();
            String controls = definition.controls();
            schema.put("description", definition.demand() + (controls.isEmpty() ? "" : " (" + controls + ")"));
            schema.putAll(definition.grammar().schema());
            // `privileged:` with nothing behind it turns a rule on, too.
            schema.put("type", List.of("object", "null"));
            return schema;
        }

        @Override
        public Object plain(RuleSet value) {
            throw new UnsupportedOperationException("policies are not written");
        }
    }
}
