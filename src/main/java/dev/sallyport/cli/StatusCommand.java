package dev.sallyport.cli;

import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.http.BoundedHttp;
import dev.sallyport.http.BoundedHttp.Bounds;
import dev.sallyport.http.Outcome;
import dev.sallyport.http.Peer;
import dev.sallyport.http.Request;
import dev.sallyport.settings.InvalidSettingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport status}: asks the running plugin, which says itself how it is: whatever its version. */
@Command(
        name = "status",
        description = "Tell how the running plugin is: policies, decisions, failures, audit log. "
                + "Exit code 0 if all is well, 1 if something wants attention, 2 if it does not answer.",
        footerHeading = "%nExample:%n",
        footer = "  sallyport status --json | jq .attention")
final class StatusCommand implements Callable<Integer> {

    /** Where the packages put it. */
    static final Path CONFIGURATION = Path.of("/etc/sallyport/plugin-config.json");

    private static final Bounds BOUNDS = new Bounds(Duration.ofSeconds(5), 1, 1 << 20);

    @Option(names = "--json", description = "Print a JSON object.")
    private boolean json;

    @Option(names = "--config", paramLabel = "FILE",
            description = "Ask where this configuration says; default: ${DEFAULT-VALUE}, if it is there.",
            defaultValue = "/etc/sallyport/plugin-config.json")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Path config;

    @Option(names = "--socket", paramLabel = "PATH", description = "Ask on this socket (`metrics.socket`).")
    private @Nullable Path socket;

    @Override
    public Integer call() {
        try {
            return ask(socket == null ? configured() : socket);
        } catch (InvalidSettingException e) {
            return Terminal.error(e);
        }
    }

    private Path configured() throws InvalidSettingException {
        boolean absent = config.equals(CONFIGURATION) && !Files.exists(config);
        return (absent ? Configuration.STANDARD : ConfigurationLoader.load(config)).metrics().socket().path();
    }

    private int ask(Path where) {
        try (BoundedHttp http = new BoundedHttp(new Peer.Unix(where), BOUNDS)) {
            return switch (http.send(Request.get(json ? "/status.json" : "/status"))) {
                case Outcome.Answered(int status, _, byte[] body) when status == 200 || status == 503 -> {
                    System.out.print(new String(body, StandardCharsets.UTF_8));
                    yield status == 200 ? Terminal.PERMITTED : Terminal.DENIED;
                }
                case Outcome.Answered(int status, _, _) ->
                        Terminal.error(
                                "`" + where + "` answers " + status + ": it is not Sallyport's `metrics.socket`");
                case Outcome.Failed(_, String detail) -> {
                    int exitCode = Terminal.error("nobody answers on `" + where + "`"
                            + (detail.isEmpty() ? "" : " (" + detail + ")"));
                    Terminal.hint("is the plugin running, and are you root? `systemctl status sallyport`");
                    yield exitCode;
                }
            };
        }
    }
}
