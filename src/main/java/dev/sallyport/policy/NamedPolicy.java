package dev.sallyport.policy;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Placed;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import dev.sallyport.settings.Word;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a file names a policy: one that comes along, by its name; or another file, with a slash in it or {@code .yaml} at
 * its end.
 */
record NamedPolicy(String text) {

    private static final Pattern FILE = Pattern.compile(".*(/.*|\\.ya?ml)");

    static Grammar<NamedPolicy> grammar() {
        return new Word<>("name of a preset, or file", "", "", (text, _) -> new NamedPolicy(text));
    }

    /**
     * The text of the policy.
     *
     * @param from the file that names it: another one is looked for beside it
     * @param use what it is named for, such as {@code extend}
     * @throws InvalidSettingException at the name, if there is no such policy
     */
    static SettingsFile read(Placed<NamedPolicy> named, SettingsFile from, PolicyLayers.Files files, String use)
            throws InvalidSettingException {
        String text = named.value().text();
        if (!FILE.matcher(text).matches()) {
            return Presets.find(text).orElseThrow(() -> new InvalidSettingException(List.of(
                    Setting.unknown(named.place(), "policy", text, Presets.names()))));
        }
        try {
            return files.read(Path.of(from.name()).resolveSibling(text).normalize());
        } catch (InvalidSettingException e) {
            throw new InvalidSettingException(
                    named.place(), "cannot " + use + " " + e.mistakes().getFirst(), Optional.empty());
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
