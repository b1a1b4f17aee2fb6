package dev.sallyport.policy;

import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Place;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The policies that come along: in the directory {@code policies}, and in the jar. */
public final class Presets {

    /** In the order in which they are told. */
    private static final List<String> NAMES = List.of("baseline", "restricted", "hardened", "cis-docker-1.6.0", "talk");

    private Presets() {}

    public static List<String> names() {
        return NAMES;
    }

    /** What is in force where nothing is configured. */
    public static SettingsFile standard() {
        return find("hardened").orElseThrow();
    }

    /** The text of one; empty if there is none of this name. */
    public static Optional<SettingsFile> find(String name) {
        return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
    }

    /**
     * A preset by its name, or a policy file: what has a slash or a dot in it.
     *
     * @param base what a relative path starts from
     * @throws InvalidSettingException if there is none
     */
    public static SettingsFile presetOrFile(String text, Path base) throws InvalidSettingException {
        if (text.indexOf('/') >= 0 || text.indexOf('.') >= 0) {
            return SettingsFile.read(base.resolve(text).normalize());
        }
        Optional<SettingsFile> preset = find(text);
        if (preset.isPresent()) {
            return preset.get();
        }
        throw new InvalidSettingException(Place.whole(text),
                "no such policy; known: " + String.join(", ", NAMES) + "; a file has a slash or a dot in its name");
    }

    private static SettingsFile read(String name) {
        try (InputStream in = Presets.class.getResourceAsStream("/dev/sallyport/policies/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("the jar holds no policy " + name);
            }
            // Not a path that somebody's own file could have.
            return SettingsFile.of("(built in) " + name + ".yaml", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidSettingException e) {
            throw new IllegalStateException(e);
        }
    }
}
