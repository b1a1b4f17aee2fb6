package dev.sallyport.cli;

import dev.sallyport.config.ConfigurationReference;
import picocli.CommandLine.Command;

/** {@code sallyport config}: about plugin-config.json. */
@Command(
        name = "config",
        description = "Print what the configuration can contain.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  sallyport config reference | less")
final class ConfigCommand {

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
