package dev.sallyport.cli;

import dev.sallyport.config.ConfigurationReference;
import picocli.CommandLine.Command;

/** {@code sallyport config}: about plugin-config.json. */
@Command(name = "config", description = "Print what can stand in the configuration.", synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {

    @Command(name = "schema", description = "Print the JSON schema of the configuration, for editors.")
    void schema() {
        System.out.print(ConfigurationReference.schema());
    }

    @Command(name = "reference", description = "Print the reference of all keys, in Markdown.")
    void reference() {
        System.out.print(ConfigurationReference.markdown());
    }
}
