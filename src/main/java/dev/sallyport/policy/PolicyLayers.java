package dev.sallyport.policy;

import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Place;
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
            Optional<Extended> extended = layer.text().extends_();
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

    private static SettingsFile extended(Extended extended, List<Layer> before, Files files)
            throws InvalidSettingException {
        SettingsFile file = extended.isFile()
                ? file(extended, before.getLast().file(), files)
                : Presets.find(extended.text()).orElseThrow(() -> unknown(extended));
        if (before.stream().anyMatch(layer -> layer.file().name().equals(file.name()))) {
            throw new InvalidSettingException(extended.place(), "`" + extended.text() + "` extends itself");
        }
        if (before.size() == MOST) {
            throw new InvalidSettingException(extended.place(), "extends more than " + (MOST - 1) + " policies");
        }
        return file;
    }

    private static SettingsFile file(Extended extended, SettingsFile from, Files files) throws InvalidSettingException {
        Path path = Path.of(from.name()).resolveSibling(extended.text()).normalize();
        try {
            return files.read(path);
        } catch (InvalidSettingException e) {
            throw new InvalidSettingException(
                    extended.place(), "cannot extend " + e.mistakes().getFirst(), Optional.empty());
        }
    }

    private static InvalidSettingException unknown(Extended extended) {
        return new InvalidSettingException(List.of(
                Setting.unknown(extended.place(), "policy", extended.text(), Presets.names())));
    }

    /**
     * The policy, as it judges on this host.
     *
     * @throws InvalidSettingException if no rule is on
     */
    Policy policy(Surroundings surroundings) throws InvalidSettingException {
        List<Policy.Enabled> on = rules().stream().map(rule -> enabled(rule, surroundings)).toList();
        if (on.isEmpty()) {
            throw new InvalidSettingException(
                    layers.getFirst().place(), "no rule is on: such a policy permits everything");
        }
        return new Policy(name(), Sha256.ofAll(files().stream().map(SettingsFile::text).toList()), on);
    }

    private static Policy.Enabled enabled(RuleText text, Surroundings surroundings) {
        return new Policy.Enabled(text.definition().id(), text.rule().in(surroundings), text.mode().orElseThrow());
    }

    private String name() {
        return layers.getFirst().text().name().orElse(layers.getFirst().file().name());
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
