package dev.sallyport.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport}: the command with all its subcommands. */
@Command(
        name = "sallyport",
        description = "A Docker authorization plugin. It judges every request to dockerd, "
                + "and every container again before it starts.",
        subcommands = {
                ServeCommand.class, CheckCommand.class, RecordCommand.class, PolicyCommand.class, ConfigCommand.class,
                AuditCommand.class, OperationsCommand.class, StatusCommand.class, DoctorCommand.class,
                VersionCommand.class
        },
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
                "  sallyport policy validate policy.yaml",
                "  sallyport check --policy policy.yaml messages.jsonl",
                "  sallyport serve --config /etc/sallyport/plugin-config.json"
        })
public final class SallyportCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Print the versions of Sallyport and of its Java.")
    private boolean version;

    /**
     * Runs the command line. Returns the exit code: 0 for success or a permit, 1 for a denial, 2 for an error, 3 if
     * something could not be judged.
     */
    public static int run(String... arguments) {
        Optional<ServeCommand> serve = ServeCommand.plain(arguments);
        try {
            return serve.isPresent() ? serve.get().call() : parse(arguments);
        } catch (InterruptedException | RuntimeException e) {
            return Terminal.error(e.toString());
        }
    }

    private static int parse(String[] arguments) {
        return new CommandLine(new SallyportCommand())
                .setParameterExceptionHandler(SallyportCommand::wrongUsage)
                .setExecutionExceptionHandler((e, _, _) -> Terminal.error(e.toString()))
                .execute(arguments);
    }

    private static int wrongUsage(ParameterException e, String[] arguments) {
        String message = String.valueOf(e.getMessage());
        int exitCode =
                Terminal.error(message.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + message.substring(1));
        Terminal.hint("try `" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help`");
        return exitCode;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command");
    }
}
