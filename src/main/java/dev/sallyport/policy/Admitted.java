package dev.sallyport.policy;

import dev.sallyport.rules.Rule;
import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.JsonSchema;
import dev.sallyport.settings.Setting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that an exemption admits beside those of the policy: by the rule's id, its parameters. */
record Admitted(Map<String, Setting.Group> byRule) {

    static final Admitted NOTHING = new Admitted(Map.of());

    static Grammar<Admitted> grammar() {
        return new Parameters();
    }

    /**
     * The rule of a policy, with these values beside its own: lists are added, anything else takes the place of what
     * is there.
     */
    static Rule widened(RuleDefinition definition, Rule ofPolicy, Setting.Group more) throws InvalidSettingException {
        return (Rule) definition.grammar().with((Record) ofPolicy, more);
    }

    private static final class Parameters implements Grammar<Admitted> {

        @Override
        public Admitted read(String key, Setting setting, Path base) throws InvalidSettingException {
            return new Admitted(ByRule.read(key, setting, (definition, given) -> read(definition, given.value())));
        }

        private static Setting.Group read(RuleDefinition definition, Setting given) throws InvalidSettingException {
            Lifted.refuseIfFloor(definition, given);
            Setting.Group parameters = given.group(definition.id());
            definition.grammar().read(definition.id(), parameters, Path.of("/"));
            return parameters;
        }

        @Override
        public String name() {
            return "mapping";
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> rules = new LinkedHashMap<>();
            RuleCatalogue.definitions().stream()
                    .filter(definition -> !definition.protectsTheGate())
                    .forEach(definition -> rules.put(definition.id(), definition.grammar().schema()));
            return JsonSchema.mapping(rules, List.of());
        }

        @Override
        public Object plain(Admitted value) {
            throw new UnsupportedOperationException("exemptions are not written");
        }
    }
}
