package dev.sallyport.cli;

import dev.sallyport.policy.Policy;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.PolicySchema;
import dev.sallyport.policy.RuleReference;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sallyport policy}: about policy files. */
@Command(name = "policy", description = "Check policy files, and print what can stand in them.", synopsisSubcommandLabel = "COMMAND")
final class PolicyCommand {

    @Command(name = "validate", description = "Check policy files. Exit code 0 if all are valid, 2 if one is not.")
    int validate(@Parameters(arity = "1..*", paramLabel = "FILE") List<Path> files) {
        int exitCode = 0;
        PolicyLoader loader = new PolicyLoader(new Surroundings(Assembly::realPath, List.of()));
        for (Path file : files) {
            try {
                Policy policy = loader.load(SettingsFile.read(file));
                System.out.println(file + ": valid, " + policy.rules().size() + " rules on");
            } catch (InvalidSettingException e) {
                exitCode = Terminal.error(e);
            }
        }
        return exitCode;
    }

    @Command(name = "schema", description = "Print the JSON schema of policy files, for editors.")
    void schema() {
        System.out.print(PolicySchema.json());
    }

    @Command(name = "rules", description = "Print the reference of all rules, in Markdown.")
    void rules() {
        System.out.print(RuleReference.markdown());
    }
}
