package dev.sallyport.cli;

import dev.sallyport.policy.BindingFile;
import dev.sallyport.policy.ExemptionFile;
import dev.sallyport.policy.Policy;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.PolicySchema;
import dev.sallyport.policy.Presets;
import dev.sallyport.policy.RuleReference;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sallyport policy}: about policy files. */
@Command(
        name = "policy",
        description = "Check and test policy files, or print what they can contain.",
        subcommands = PolicyTestCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  sallyport policy validate policy.yaml")
final class PolicyCommand {

    @Command(
            name = "validate",
            description = "Check policy files, and report every mistake. Exit codes: 0, all are valid; 2, one is not.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport policy validate /etc/sallyport/policy.yaml")
    int validate(
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "The policy files.") List<Path> files) {
        int exitCode = 0;
        PolicyLoader loader = new PolicyLoader(new Surroundings(Assembly::realPath, List.of()));
        for (Path file : files) {
            try {
                Policy policy = loader.load(SettingsFile.read(file));
                System.out.println(file + ": valid, "
                        + (policy.rules().size() == 1 ? "1 rule on" : policy.rules().size() + " rules on")
                        + (policy.observed() == 0 ? "" : ", " + policy.observed() + " of them only observed"));
                List<String> off = off(policy, loader);
                if (!off.isEmpty()) {
                    Terminal.note(file + ": off, though `hardened` has them on: " + String.join(", ", off));
                }
            } catch (InvalidSettingException e) {
                exitCode = Terminal.error(e);
            }
        }
        return exitCode;
    }

    /** Rules that the default policy has on and this one has not: perhaps left out, perhaps forgotten. */
    private static List<String> off(Policy policy, PolicyLoader loader) throws InvalidSettingException {
        List<String> on = policy.rules().stream().map(Policy.Enabled::id).toList();
        return loader.load(Presets.standard()).rules().stream()
                .map(Policy.Enabled::id)
                .filter(id -> !on.contains(id))
                .toList();
    }

    @Command(
            name = "schema",
            description = "Print the JSON schema of policy files, for editors.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport policy schema > policy.schema.json")
    void schema() {
        System.out.print(PolicySchema.json());
    }

    @Command(
            name = "exemption-schema",
            description = "Print the JSON schema of exemption files, for editors.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport policy exemption-schema > exemptions.schema.json")
    void exemptionSchema() {
        System.out.print(ExemptionFile.schema());
    }

    @Command(
            name = "binding-schema",
            description = "Print the JSON schema of the file of bindings, for editors.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport policy binding-schema > bindings.schema.json")
    void bindingSchema() {
        System.out.print(BindingFile.schema());
    }

    @Command(
            name = "rules",
            description = "Print the reference of all rules, in Markdown.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport policy rules | less")
    void rules() {
        System.out.print(RuleReference.markdown());
    }
}
