package dev.sallyport.cli;

import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the policy comes from: a file, or the one that travels in the jar. */
final class PolicySource {

    private static final String BUILT_IN = "/dev/sallyport/policies/hardened.yaml";

    private PolicySource() {}

    static SettingsFile read(Optional<Path> file) throws InvalidSettingException {
        return file.isPresent() ? SettingsFile.read(file.get()) : builtIn();
    }

    private static SettingsFile builtIn() throws InvalidSettingException {
        try (InputStream in = PolicySource.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException("the jar holds no " + BUILT_IN);
            }
            return SettingsFile.of("hardened.yaml", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
