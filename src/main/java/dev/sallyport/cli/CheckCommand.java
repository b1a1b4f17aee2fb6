package dev.sallyport.cli;

import dev.sallyport.action.Holds;
import dev.sallyport.action.Holds.Hold;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Decision;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Violation;
import dev.sallyport.docker.DockerEngine;
import dev.sallyport.facts.Facts;
import dev.sallyport.plugin.Judge;
import dev.sallyport.plugin.PluginMessage;
import dev.sallyport.settings.InvalidSettingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport check}: judges recorded messages, and writes nothing down. */
@Command(
        name = "check",
        description = "Judge AuthZReq messages, one JSON object a line. Exit code 0 if all are permitted, 1 if one is denied, 2 on an error.")
final class CheckCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The messages; standard input if missing.")
    private @Nullable Path file;

    @Option(names = "--config", paramLabel = "FILE", description = "Judge as the plugin with this configuration would.")
    private @Nullable Path config;

    @Option(names = "--policy", paramLabel = "FILE", description = "Judge by this policy instead.")
    private @Nullable Path policy;

    @Option(names = "--docker", paramLabel = "SOCKET", description = "Ask this dockerd about images, containers and volumes.")
    private @Nullable Path docker;

    @Option(names = "--json", description = "Print one JSON object a message.")
    private boolean json;

    @Override
    public Integer call() {
        try {
            Configuration configuration = config == null ? Configuration.STANDARD : ConfigurationLoader.load(config);
            Configuration effective = policy == null ? configuration : configuration.withPolicy(policy.toAbsolutePath());
            try (Assembly assembly = Assembly.of(effective, Optional.ofNullable(config), facts(configuration))) {
                assembly.warnings().forEach(Terminal::warn);
                return judgeAll(assembly.judge());
            }
        } catch (InvalidSettingException e) {
            return Terminal.error(e);
        } catch (NoSuchFileException e) {
            return Terminal.error(e.getMessage() + ": no such file");
        } catch (IOException | PluginMessage.MalformedException e) {
            return Terminal.error(String.valueOf(e.getMessage()));
        }
    }

    private Facts facts(Configuration configuration) {
        if (docker == null && config == null) {
            return Facts.unavailable("no dockerd to ask; name one with --docker SOCKET");
        }
        Path socket = docker == null ? configuration.docker().socket() : docker;
        return new DockerEngine(socket, configuration.docker().timeout(), configuration.docker().maxInFlight());
    }

    private int judgeAll(Judge judge) throws IOException, PluginMessage.MalformedException {
        boolean denied = false;
        int number = 0;
        try (BufferedReader lines = open()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    denied |= !judge(judge, line, number);
                }
            }
        }
        return denied ? Terminal.DENIED : Terminal.PERMITTED;
    }

    private BufferedReader open() throws IOException {
        return file == null
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(file);
    }

    /** Returns whether the message's request is permitted. */
    private boolean judge(Judge judge, String line, int number) throws PluginMessage.MalformedException {
        AccessRequest request;
        try {
            request = PluginMessage.parse(line.getBytes(StandardCharsets.UTF_8));
        } catch (PluginMessage.MalformedException e) {
            throw new PluginMessage.MalformedException((file == null ? "line " : file + ":") + number + ": " + e.getMessage());
        }
        DecisionId id = DecisionId.next();
        Judge.Judgement judgement;
        try (Hold hold = new Holds().open()) {
            judgement = judge.judge(id, request, hold);
        }
        System.out.print(json ? CheckReport.json(judgement) : CheckReport.text(judgement));
        return judgement.decision() instanceof Decision.Permit;
    }
}
