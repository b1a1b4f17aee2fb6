package dev.sallyport.policy;

import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The files that say what is in force.
 *
 * @param policy the default one; without it, {@link Presets#standard}
 * @param exemptions files of them
 * @param surroundings of the rules, given every file that was read: they are the gate's own
 */
public record PolicyFiles(
        Optional<Path> policy, List<Path> exemptions, Function<Set<Path>, Surroundings> surroundings) {

    public PolicyFiles {
        exemptions = List.copyOf(exemptions);
    }

    /**
     * @param now what expires is measured from here
     * @throws InvalidSettingException with what is wrong, and where
     */
    InForce load(FilesRead files, Instant now) throws InvalidSettingException {
        PolicyLayers layers =
                PolicyLayers.of(policy.isPresent() ? files.read(policy.get()) : Presets.standard(), files);
        List<SettingsFile> lifting = new ArrayList<>();
        for (Path file : exemptions) {
            lifting.add(files.read(file));
        }
        List<Exemption> all = ExemptionFile.load(lifting, layers.exemptions(), now);
        Set<SettingsFile> texts = new LinkedHashSet<>(layers.files());
        texts.addAll(lifting);
        List<String> written = texts.stream().map(SettingsFile::text).toList();
        return new InForce(layers.judging(surroundings.apply(files.paths()), all), all, Sha256.ofLines(written),
                Sha256.files(written));
    }
}
