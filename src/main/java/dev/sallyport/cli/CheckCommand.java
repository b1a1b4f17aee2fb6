package dev.sallyport.cli;

import dev.sallyport.cli.CheckReport.Outcome;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.DecisionIds;
import dev.sallyport.docker.DockerEngine;
import dev.sallyport.facts.Facts;
import dev.sallyport.http.Room;
import dev.sallyport.judge.Judge;
import dev.sallyport.judge.Judgement;
import dev.sallyport.plugin.PluginMessage;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport check}: judges recorded messages, and writes nothing down. */
@Command(
        name = "check",
        description = {
                "Judge recorded AuthZReq messages, one JSON object a line.",
                "Exit codes: 0, all are permitted; 1, one is denied; 2, an error, or no message; 3, one could not be"
                        + " judged, which the plugin would deny too; 4, one depends on what a dockerd would have to"
                        + " be asked, and --docker names none. Of several, the last in the order 0, 1, 4, 3."
        },
        footerHeading = "%nExample:%n",
        footer = "  sallyport check --policy policy.yaml --docker /run/docker.sock messages.jsonl")
final class CheckCommand implements Callable<Integer> {

    private static final Facts NOBODY_TO_ASK = Facts.unavailable("no dockerd to ask; name one with --docker SOCKET");

    private final DecisionIds ids = new DecisionIds();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The messages. Without it, standard input.")
    private @Nullable Path file;

    @Option(names = "--config", paramLabel = "FILE", description = "Judge as the plugin with this configuration would.")
    private @Nullable Path config;

    @Option(names = "--policy", paramLabel = "FILE", description = "Judge by this policy, not the configuration's.")
    private @Nullable Path policy;

    @Option(names = "--docker", paramLabel = "SOCKET",
            description = "Ask this dockerd about images, containers and volumes.")
    private @Nullable Path docker;

    @Option(names = "--json", description = "Print one JSON object for each message.")
    private boolean json;

    @Override
    public Integer call() {
        try {
            Configuration configuration = config == null ? Configuration.STANDARD : ConfigurationLoader.load(config);
            Configuration effective =
                    policy == null ? configuration : configuration.withPolicy(policy.toAbsolutePath());
            try (DockerEngine engine = engine(configuration);
                    Assembly assembly = Assembly.of(effective, Optional.ofNullable(config),
                            engine == null ? NOBODY_TO_ASK : engine)) {
                assembly.warnings().forEach(Terminal::warn);
                return judgeAll(assembly.judge(), engine != null);
            }
        } catch (InvalidSettingException e) {
            return Terminal.error(e);
        } catch (IOException e) {
            return Terminal.error(Reason.of(e));
        } catch (PluginMessage.MalformedException e) {
            return Terminal.error(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable DockerEngine engine(Configuration configuration) {
        if (docker == null && config == null) {
            return null;
        }
        Path socket = docker == null ? configuration.docker().socket().path() : docker;
        return new DockerEngine(socket, configuration.docker().timeout(), configuration.docker().maxInFlight(),
                Room.UNBOUNDED);
    }

    /** Judges all messages. Returns the exit code. */
    private int judgeAll(Judge judge, boolean asked) throws IOException, PluginMessage.MalformedException {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        int number = 0;
        try (BufferedReader lines = open()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    counts.merge(judge(judge, line, place(number), asked), 1, Integer::sum);
                }
            }
        }
        if (counts.isEmpty()) {
            return Terminal.error((file == null ? "standard input" : file) + ": no messages");
        }
        Terminal.say(CheckReport.summary(counts));
        return Collections.max(counts.keySet()).exitCode();
    }

    private String place(int line) {
        return (file == null ? "-" : file) + ":" + line;
    }

    private BufferedReader open() throws IOException {
        return file == null
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(file);
    }

    private Outcome judge(Judge judge, String line, String place, boolean asked)
            throws PluginMessage.MalformedException {
        AccessRequest request;
        try {
            request = PluginMessage.parse(line.getBytes(StandardCharsets.UTF_8), Instant.now());
        } catch (PluginMessage.MalformedException e) {
            throw new PluginMessage.MalformedException(place + ": " + e.getMessage());
        }
        DecisionId id = ids.get();
        Judgement judgement = judge.judge(id, request);
        Outcome outcome = Outcome.of(judgement, asked);
        System.out.print(json
                ? CheckReport.json(place, judgement, outcome)
                : CheckReport.text(place, judgement, outcome));
        return outcome;
    }
}
