package dev.sallyport.cli;

import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.config.ConfigurationReference;
import dev.sallyport.facts.Facts;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sallyport config}: about plugin-config.json. */
@Command(
        name = "config",
        description = "Check the configuration, or print what it can contain.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  sallyport config validate /etc/sallyport/plugin-config.json")
final class ConfigCommand {

    private static final Facts NOBODY = Facts.unavailable("nobody is asked");

    @Command(
            name = "validate",
            description = {
                    "Check a configuration and everything that it names, without serving.",
                    "Exit codes: 0, it is valid; 2, it is not."
            },
            footerHeading = "%nExample:%n",
            footer = "  sallyport config validate /etc/sallyport/plugin-config.json")
    int validate(@Parameters(paramLabel = "FILE", description = "The configuration.") Path file) {
        try {
            Configuration configuration = ConfigurationLoader.load(file);
            try (Assembly assembly = Assembly.of(configuration, Optional.of(file), NOBODY)) {
                NamedPlaces places = NamedPlaces.of(configuration);
                assembly.warnings().forEach(Terminal::warn);
                places.warnings().forEach(Terminal::warn);
                places.mistakes().forEach(Terminal::error);
                if (!places.mistakes().isEmpty()) {
                    return Terminal.FAILED;
                }
                System.out.println(file + ": valid, judges by " + assembly.names());
                return Terminal.PERMITTED;
            }
        } catch (InvalidSettingException e) {
            return Terminal.error(e);
        } catch (IOException e) {
            return Terminal.error(Reason.of(e));
        }
    }

    @Command(
            name = "schema",
            description = "Print the JSON schema of the configuration, for editors.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport config schema > plugin-config.schema.json")
    void schema() {
        System.out.print(ConfigurationReference.schema());
    }

    @Command(
            name = "reference",
            description = "Print the reference of all keys, in Markdown.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport config reference | less")
    void reference() {
        System.out.print(ConfigurationReference.markdown());
    }
}
