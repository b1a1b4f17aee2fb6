package dev.sallyport.cli;

import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.doctor.DaemonSettings;
import dev.sallyport.doctor.Doctor;
import dev.sallyport.doctor.Host;
import dev.sallyport.doctor.HostReader;
import dev.sallyport.doctor.Report;
import dev.sallyport.facts.Facts;
import dev.sallyport.http.BoundedHttp;
import dev.sallyport.http.BoundedHttp.Bounds;
import dev.sallyport.http.Peer;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport doctor}: what is wrong with this host. */
@Command(
        name = "doctor",
        description = {
                "Look at this host: whether dockerd asks the plugin, which advisories are open, what stands open beside"
                        + " it. Run it as root. It changes nothing.",
                "Exit codes: 0, nothing but notes; 1, a warning; 2, an error; 3, something critical."
        },
        footerHeading = "%nExample:%n",
        footer = "  sallyport doctor --config /etc/sallyport/plugin-config.json")
final class DoctorCommand implements Callable<Integer> {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final int CRITICAL = 3;

    @Option(names = "--config", paramLabel = "FILE", description = "The plugin's configuration.")
    private @Nullable Path config;

    @Option(names = "--daemon-json", paramLabel = "FILE",
            description = "dockerd's configuration. Without it, what dockerd's --config-file says, or"
                    + " /etc/docker/daemon.json.")
    private @Nullable Path daemonJson;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try {
            Configuration configuration = config == null ? Configuration.STANDARD : ConfigurationLoader.load(config);
            Report report = new Report(Doctor.examine(host(configuration)));
            System.out.print(json ? report.json() + "\n" : report.text());
            return switch (report.severity()) {
                case OK, NOTE -> 0;
                case WARNING -> 1;
                case CRITICAL -> CRITICAL;
            };
        } catch (InvalidSettingException e) {
            return Terminal.error(e);
        } catch (IOException e) {
            return Terminal.error(Reason.of(e));
        }
    }

    private Host host(Configuration configuration) throws IOException {
        Path docker = configuration.docker().socket().path();
        Path socket = configuration.socket().path().path();
        Optional<Host.Engine> engine = Optional.empty();
        String silence = "";
        try (BoundedHttp http = new BoundedHttp(new Peer.Unix(docker), new Bounds(DEADLINE, 1, MAX_ANSWER_BYTES))) {
            engine = Optional.of(HostReader.engine(http));
        } catch (HostReader.SilentException e) {
            silence = docker + ": " + e.getMessage();
        }
        DaemonSettings daemon = daemon(HostReader.arguments(Path.of("/proc"), docker));
        String name = socket.getFileName().toString().replaceFirst("\\.sock$", "");
        return new Host(name, socket, NamedPlaces.refusal(socket), engine, silence, daemon,
                HostReader.members(Path.of("/etc/group"), daemon.group()),
                HostReader.audit(configuration.audit().file(),
                        configuration.audit().onError() == Configuration.OnError.DENY),
                deciding(configuration));
    }

    private DaemonSettings daemon(List<String> arguments) {
        DaemonSettings none =
                new DaemonSettings(Path.of(""), Optional.empty(), Optional.empty(), arguments);
        return DaemonSettings.read(daemonJson == null ? none.configFile() : daemonJson, arguments);
    }

    private Host.Deciding deciding(Configuration configuration) throws IOException {
        try (Assembly assembly =
                Assembly.of(configuration, Optional.ofNullable(config), Facts.unavailable("nobody is asked"))) {
            return new Host.Deciding(assembly.names(), List.of(), assembly.opa().flatMap(OpaAssembly::problem));
        } catch (InvalidSettingException e) {
            return new Host.Deciding("", e.mistakes().stream().map(Object::toString).toList(), Optional.empty());
        }
    }
}
