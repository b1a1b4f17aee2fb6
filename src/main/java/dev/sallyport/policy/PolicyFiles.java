package dev.sallyport.policy;

import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The files that say what is in force.
 *
 * @param policy the default one; without it, {@link Presets#standard}
 * @param bindings the file that says who is judged by another one
 * @param exemptions files of them
 * @param surroundings of the rules, given every file that was read: they are the gate's own
 */
public record PolicyFiles(
        Optional<Path> policy, Optional<Path> bindings, List<Path> exemptions,
        Function<Set<Path>, Surroundings> surroundings) {

    public PolicyFiles {
        exemptions = List.copyOf(exemptions);
    }

    /** Before anything is made of the texts: what rules know of the host takes in every file. */
    private record Read(
            PolicyLayers standard, List<BindingFile.Entry> bindings, Map<BindingFile.Entry, PolicyLayers> bound,
            List<Exemption> exemptions, Set<SettingsFile> texts) {}

    /**
     * @param now what expires is measured from here
     * @throws InvalidSettingException with what is wrong, and where
     */
    InForce load(FilesRead files, Instant now) throws InvalidSettingException {
        Read read = read(files, now);
        Surroundings known = surroundings.apply(files.paths());
        Map<SettingsFile, RulesDecisionPoint> points = new HashMap<>();
        RulesDecisionPoint standard = read.standard().judging(known, read.exemptions());
        points.put(read.standard().files().getFirst(), standard);
        List<Binding> made = new ArrayList<>();
        for (BindingFile.Entry binding : read.bindings()) {
            PolicyLayers layers = Objects.requireNonNull(read.bound().get(binding));
            SettingsFile file = layers.files().getFirst();
            if (!points.containsKey(file)) {
                points.put(file, layers.judging(known, read.exemptions()));
            }
            made.add(new Binding(
                    binding.who(), binding.operations().orElse(List.of()),
                    Objects.requireNonNull(points.get(file))));
        }
        List<String> written = read.texts().stream().map(SettingsFile::text).toList();
        return new InForce(standard, made, read.exemptions(), Sha256.ofLines(written), Sha256.files(written));
    }

    private Read read(FilesRead files, Instant now) throws InvalidSettingException {
        PolicyLayers standard =
                PolicyLayers.of(policy.isPresent() ? files.read(policy.get()) : Presets.standard(), files);
        Set<SettingsFile> texts = new LinkedHashSet<>(standard.files());
        Map<String, SettingsFile> names = new HashMap<>(Map.of(standard.name(), standard.files().getFirst()));
        List<BindingFile.Entry> entries = List.of();
        Map<BindingFile.Entry, PolicyLayers> bound = new LinkedHashMap<>();
        if (bindings.isPresent()) {
            SettingsFile file = files.read(bindings.get());
            texts.add(file);
            entries = BindingFile.load(file);
            for (BindingFile.Entry entry : entries) {
                PolicyLayers layers = PolicyLayers.of(NamedPolicy.read(entry.policy(), file, files, "bind"), files);
                refuseSameName(entry, layers, names);
                bound.put(entry, layers);
                texts.addAll(layers.files());
            }
        }
        List<SettingsFile> lifting = new ArrayList<>();
        for (Path file : exemptions) {
            lifting.add(files.read(file));
        }
        texts.addAll(lifting);
        return new Read(standard, entries, bound, ExemptionFile.load(lifting, standard.exemptions(), now), texts);
    }

    /** Denials, records and counters tell policies apart by their names. */
    private static void refuseSameName(
            BindingFile.Entry entry, PolicyLayers layers, Map<String, SettingsFile> names)
            throws InvalidSettingException {
        SettingsFile other = names.putIfAbsent(layers.name(), layers.files().getFirst());
        if (other != null && !other.equals(layers.files().getFirst())) {
            throw new InvalidSettingException(entry.policy().place(),
                    "this policy and " + other.name() + " have the same name: `" + layers.name() + "`");
        }
    }
}
