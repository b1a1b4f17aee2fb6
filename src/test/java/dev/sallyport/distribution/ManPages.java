package dev.sallyport.distribution;

import dev.sallyport.cli.SallyportCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes a manual page (man(7)) for each command, and the shell's completion, from what picocli knows of them.
 * picocli's own generator writes AsciiDoc, which it takes a Ruby to make a page of.
 */
public final class ManPages {

    private final String version;
    private final String date;

    private ManPages(String version, String date) {
        this.version = version;
        this.date = date;
    }

    /** @param arguments a directory like {@code /usr/share}, the version, and the time of the build */
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0]);
        CommandLine sallyport = new CommandLine(new SallyportCommand());
        new ManPages(arguments[1], arguments[2].substring(0, "2026-01-31".length()))
                .write(sallyport, Files.createDirectories(share.resolve("man/man1")));
        Files.writeString(Files.createDirectories(share.resolve("bash-completion/completions")).resolve("sallyport"),
                AutoComplete.bash("sallyport", sallyport));
    }

    private void write(CommandLine command, Path directory) throws IOException {
        Files.writeString(directory.resolve(name(command.getCommandSpec()) + ".1"), page(command));
        for (CommandLine subcommand : command.getSubcommands().values()) {
            write(subcommand, directory);
        }
    }

    private static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    private String page(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        Help help = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF));
        StringBuilder page = new StringBuilder(".TH %s 1 %s \"sallyport %s\" Sallyport\n".formatted(
                name(spec).toUpperCase(Locale.ROOT), date, version));
        section(page, "NAME", text(name(spec)) + " \\- " + text(firstSentence(spec)));
        section(page, "SYNOPSIS", ".nf\n" + text(help.synopsis(0).strip()) + "\n.fi");
        section(page, "DESCRIPTION", text(String.join("\n", spec.usageMessage().description())));
        section(page, "ARGUMENTS", spec.positionalParameters().stream()
                .filter(argument -> !argument.hidden())
                .map(argument -> tagged(argument.paramLabel(), argument))
                .collect(Collectors.joining("\n")));
        section(page, "OPTIONS", spec.options().stream()
                .filter(option -> !option.hidden())
                .map(option -> tagged(names(option), option))
                .collect(Collectors.joining("\n")));
        section(page, "COMMANDS", spec.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .map(each -> ".TP\n.BR " + text(name(each)) + " (1)\n" + text(firstSentence(each)))
                .collect(Collectors.joining("\n")));
        section(page, "EXAMPLES", example(spec));
        section(page, "SEE ALSO", seeAlso(spec));
        return page.toString();
    }

    private static void section(StringBuilder page, String heading, String body) {
        if (!body.isBlank()) {
            page.append(".SH ").append(heading).append('\n').append(body).append('\n');
        }
    }

    private static String firstSentence(CommandSpec spec) {
        String description = String.join(" ", spec.usageMessage().description());
        int end = description.indexOf(". ");
        return end < 0 ? description : description.substring(0, end + 1);
    }

    private static String names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
    }

    private static String tagged(String tag, ArgSpec argument) {
        return ".TP\n.B " + text(tag) + "\n" + text(String.join("\n", argument.description()));
    }

    private static String example(CommandSpec spec) {
        String[] footer = spec.usageMessage().footer();
        return footer.length == 0 ? "" : ".nf\n" + text(String.join("\n", footer)) + "\n.fi";
    }

    private static String seeAlso(CommandSpec spec) {
        List<String> pages = Stream.concat(
                Stream.ofNullable(spec.parent()), spec.subcommands().values().stream().map(CommandLine::getCommandSpec))
                .map(each -> ".BR " + text(name(each)) + " (1)")
                .toList();
        return String.join("\n", pages) + "\n/opt/sallyport/README.md";
    }

    /** Plain text: nothing in it is a command of the page. picocli writes {@code %n} for a line's end. */
    private static String text(String plain) {
        return Arrays.stream(plain.replace("%n", "\n").replace("\\", "\\e").replace("-", "\\-").split("\n"))
                .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
                .collect(Collectors.joining("\n"));
    }
}
