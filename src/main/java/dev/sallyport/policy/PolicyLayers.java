package dev.sallyport.policy;

import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Place;
import dev.sallyport.settings.Placed;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A policy file, and what it extends.
 *
 * @param layers itself first, then what it extends, then what that extends
 */
record PolicyLayers(List<Layer> layers) {

    /** Enough for any house rules; and a bound for what comes back to itself by another path. */
    private static final int MOST = 8;

    /** Where the texts of files come from. */
    interface Files {
        SettingsFile read(Path file) throws InvalidSettingException;
    }

    /** @param place where it says which rules are on */
    private record Layer(SettingsFile file, Place place, PolicyText text) {}

    /**
     * @param files reads what is extended
     * @throws InvalidSettingException with every mistake of the first file that has any
     */
    static PolicyLayers of(SettingsFile file, Files files) throws InvalidSettingException {
        List<Layer> layers = new ArrayList<>();
        Optional<SettingsFile> next = Optional.of(file);
        while (next.isPresent()) {
            Layer layer = read(next.get());
            layers.add(layer);
            Optional<Placed<NamedPolicy>> extended = layer.text().extends_();
            next = extended.isPresent() ? Optional.of(extended(extended.get(), layers, files)) : Optional.empty();
        }
        return new PolicyLayers(List.copyOf(layers));
    }

    private static Layer read(SettingsFile file) throws InvalidSettingException {
        Setting yaml = file.yaml();
        PolicyText text = PolicyLoader.GRAMMAR.read("policy", yaml, Path.of("/"));
        if (text.rules().isEmpty() && text.extends_().isEmpty()) {
            throw new InvalidSettingException(yaml.place(), "`rules` is missing");
        }
        return new Layer(file, text.rules().map(RuleSet::place).orElse(yaml.place()), text);
    }

    private static SettingsFile extended(Placed<NamedPolicy> extended, List<Layer> before, Files files)
            throws InvalidSettingException {
        SettingsFile file = NamedPolicy.read(extended, before.getLast().file(), files, "extend");
        if (before.stream().anyMatch(layer -> layer.file().name().equals(file.name()))) {
            throw new InvalidSettingException(extended.place(), "`" + extended.value().text() + "` extends itself");
        }
        if (before.size() == MOST) {
            throw new InvalidSettingException(extended.place(), "extends more than " + (MOST - 1) + " policies");
        }
        return file;
    }

    /**
     * The policy, as it judges on this host.
     *
     * @throws InvalidSettingException if no rule is on
     */
    Policy policy(Surroundings surroundings) throws InvalidSettingException {
        List<Policy.Enabled> on = new ArrayList<>();
        for (RuleText rule : rules()) {
            on.add(new Policy.Enabled(rule.definition().id(), rule.rule().in(surroundings), rule.mode().orElseThrow()));
        }
        if (on.isEmpty()) {
            throw new InvalidSettingException(
                    layers.getFirst().place(), "no rule is on: such a policy permits everything");
        }
        return new Policy(name(), Sha256.ofAll(files().stream().map(SettingsFile::text).toList()), on);
    }

    /** What judges by this policy, but for what exemptions lift. */
    RulesDecisionPoint judging(Surroundings surroundings, List<Exemption> exemptions)
            throws InvalidSettingException {
        return new RulesDecisionPoint(
                policy(surroundings), Exemptions.from(rules(), surroundings, exemptions));
    }

    String name() {
        return layers.getFirst().text().name().orElse(layers.getFirst().file().name());
    }

    /** What the policy says of exemptions; else what it extends does. */
    PolicyText.ExemptionBounds exemptions() {
        return layers.stream().flatMap(layer -> layer.text().exemptions().stream()).findFirst()
                .orElse(PolicyText.ExemptionBounds.STANDARD);
    }

    List<SettingsFile> files() {
        return layers.stream().map(Layer::file).toList();
    }

    /** What is said of each rule that is on, in the catalogue's order; each has a mode. */
    List<RuleText> rules() {
        Map<RuleDefinition, RuleText> said = new HashMap<>();
        layers.reversed().forEach(layer -> add(layer.text(), said));
        return RuleCatalogue.definitions().stream()
                .flatMap(definition -> Stream.ofNullable(said.get(definition)))
                .filter(rule -> rule.mode().orElseThrow() != Mode.OFF)
                .toList();
    }

    /** Adds what a file says to what was said by those that it extends. */
    private static void add(PolicyText text, Map<RuleDefinition, RuleText> said) {
        text.mode().ifPresent(whole -> said.replaceAll((_, rule) -> rule.mode().orElseThrow() == Mode.OFF
                ? rule
                : rule.in(whole(text, rule.definition()))));
        for (RuleText rule : text.rules().map(RuleSet::rules).orElse(List.of())) {
            Optional<RuleText> before = Optional.ofNullable(said.get(rule.definition()));
            boolean wasOn = before.flatMap(RuleText::mode).filter(mode -> mode != Mode.OFF).isPresent();
            RuleText now = rule.mode().isPresent() || wasOn ? rule : rule.in(whole(text, rule.definition()));
            said.put(rule.definition(), before.map(now::over).orElse(now));
        }
    }

    /** The mode of rules of which a file says none. */
    private static Mode whole(PolicyText text, RuleDefinition definition) {
        return definition.protectsTheGate()
                ? Mode.ENFORCE
                : text.mode().map(PolicyText.PolicyMode::mode).orElse(Mode.ENFORCE);
    }
}
