package dev.sallyport.policy;

import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The policies that come along: in the directory {@code policies}, and in the jar. */
public final class Presets {

    /** In the order in which they are told. */
    private static final List<String> NAMES = List.of("hardened");

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
