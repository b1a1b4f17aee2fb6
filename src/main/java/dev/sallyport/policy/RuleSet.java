package dev.sallyport.policy;

import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.JsonSchema;
import dev.sallyport.settings.Place;
import dev.sallyport.settings.Setting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a file says of rules, in the catalogue's order: findings come in that order whatever the file's is. */
record RuleSet(Place place, List<RuleText> rules) {

    static Grammar<RuleSet> grammar() {
        return new ById();
    }

    /** A mapping from a rule's id to what is said of it. */
    private static final class ById implements Grammar<RuleSet> {

        @Override
        public RuleSet read(String key, Setting setting, Path base) throws InvalidSettingException {
            Map<String, RuleText> rules = ByRule.read(key, setting, RuleText::read);
            return new RuleSet(setting.place(), List.copyOf(rules.values()));
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
            schema.putAll(RuleText.grammar(definition).schema());
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
