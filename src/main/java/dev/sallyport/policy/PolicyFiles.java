package dev.sallyport.policy;

import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The files that say what is in force.
 *
 * @param policy the default one; without it, {@link Presets#standard}
 * @param surroundings of the rules, given every file that was read: they are the gate's own
 */
public record PolicyFiles(Optional<Path> policy, Function<Set<Path>, Surroundings> surroundings) {

    /** @throws InvalidSettingException with what is wrong, and where */
    InForce load(FilesRead files) throws InvalidSettingException {
        PolicyLayers layers =
                PolicyLayers.of(policy.isPresent() ? files.read(policy.get()) : Presets.standard(), files);
        Set<SettingsFile> texts = new LinkedHashSet<>(layers.files());
        List<String> written = texts.stream().map(SettingsFile::text).toList();
        return new InForce(layers.policy(surroundings.apply(files.paths())), Sha256.ofLines(written),
                Sha256.files(written));
    }
}
