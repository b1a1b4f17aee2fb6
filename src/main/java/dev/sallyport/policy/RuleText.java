package dev.sallyport.policy;

import dev.sallyport.rules.Rule;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Place;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.Setting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of a rule: by one file, or by a file and all that it extends.
 *
 * @param place where it is named, by the file that has the last word
 * @param mode empty if none is said
 * @param parameters those that are set, each with the place where it is
 */
public record RuleText(
        RuleDefinition definition, Place place, Optional<Mode> mode, Map<String, Setting.Group.Entry> parameters) {

    private static final String MODE = "mode";

    /** Of what stands behind the rule's id. */
    static RecordGrammar<?> grammar(RuleDefinition definition) {
        return definition.grammar().besides(MODE, Mode.of(definition));
    }

    /** Reads what stands behind the rule's id: a mapping, or nothing, to take every default. */
    static RuleText read(RuleDefinition definition, Setting.Group.Entry given) throws InvalidSettingException {
        Setting value = given.value() instanceof Setting.Nothing(Place place)
                ? new Setting.Group(place, Map.of())
                : given.value();
        Setting.Group group = value.group(definition.id());
        Map<String, Setting.Group.Entry> parameters = new LinkedHashMap<>(group.entries());
        Setting.Group.Entry mode = parameters.remove(MODE);
        RuleText text = new RuleText(definition, given.place(), Optional.empty(), parameters);
        text.rule(group);
        return mode == null ? text : text.in(Mode.of(definition).read(MODE, mode.value(), Path.of("/")));
    }

    /**
     * The rule with these parameters.
     *
     * @throws InvalidSettingException if they do not go together, though each file's own do
     */
    Rule rule() throws InvalidSettingException {
        return rule(new Setting.Group(place, parameters));
    }

    private Rule rule(Setting.Group group) throws InvalidSettingException {
        return (Rule) grammar(definition).read(definition.id(), group, Path.of("/"));
    }

    RuleText in(Mode other) {
        return new RuleText(definition, place, Optional.of(other), parameters);
    }

    /** This, where it says something; else what was said before. */
    RuleText over(RuleText before) {
        Map<String, Setting.Group.Entry> all = new LinkedHashMap<>(before.parameters);
        all.putAll(parameters);
        return new RuleText(definition, place, mode.or(before::mode), all);
    }
}
