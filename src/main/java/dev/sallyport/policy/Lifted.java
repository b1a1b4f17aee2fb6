package dev.sallyport.policy;

import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.settings.Choice;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Setting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A rule that an exemption can lift: any, but for those that protect the gate itself. */
record Lifted(String id) {

    static Grammar<Lifted> grammar() {
        return new OfCatalogue();
    }

    /** @throws InvalidSettingException at the place, if nothing lifts this rule */
    static void refuseIfFloor(RuleDefinition definition, Setting where) throws InvalidSettingException {
        if (definition.protectsTheGate()) {
            throw new InvalidSettingException(where.place(),
                    "`" + definition.id() + "` protects the gate itself: no exemption lifts it");
        }
    }

    private static final class OfCatalogue implements Grammar<Lifted> {

        private static Choice<RuleDefinition> choice(boolean all) {
            Map<String, RuleDefinition> words = new LinkedHashMap<>();
            RuleCatalogue.definitions().stream()
                    .filter(definition -> all || !definition.protectsTheGate())
                    .forEach(definition -> words.put(definition.id(), definition));
            return new Choice<>("rule", words);
        }

        @Override
        public Lifted read(String key, Setting setting, Path base) throws InvalidSettingException {
            RuleDefinition definition = choice(true).read(key, setting, base);
            refuseIfFloor(definition, setting);
            return new Lifted(definition.id());
        }

        @Override
        public String name() {
            return "rule";
        }

        @Override
        public Map<String, Object> schema() {
            return choice(false).schema();
        }

        @Override
        public Object plain(Lifted value) {
            return value.id();
        }
    }
}
