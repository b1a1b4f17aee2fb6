package dev.sallyport.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A real OPA on a unix socket in a directory of its own. */
public final class RealOpa implements AutoCloseable {

    private final Path home;
    private final List<String> arguments;
    private Process process;

    private RealOpa(Path home, List<String> arguments) throws IOException {
        this.home = home;
        this.arguments = arguments;
        this.process = start();
    }

    /** @param arguments of {@code opa run --server}, besides the address */
    public static RealOpa start(String... arguments) throws IOException {
        return new RealOpa(Files.createTempDirectory("opa"), List.of(arguments));
    }

    /** {@code $OPA_BIN}, or what get-engines brought, or what is on the PATH. */
    public static String program() {
        return Optional.ofNullable(System.getenv("OPA_BIN")).orElseGet(() -> Engines.tool("opa").toString());
    }

    /** Runs {@code opa}. */
    public static Shell.Result run(String... arguments) {
        return Shell.run(Map.of(), Path.of("").toAbsolutePath(),
                Stream.concat(Stream.of(program()), Stream.of(arguments)).toArray(String[]::new));
    }

    private Process start() throws IOException {
        // A process that was killed leaves its socket behind.
        Files.deleteIfExists(socket());
        List<String> command = new ArrayList<>(
                List.of(program(), "run", "--server", "--disable-telemetry", "--addr", "unix://" + socket(),
                        "--unix-socket-perm", "600", "--log-level", "error"));
        command.addAll(arguments);
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        GuardedEngine.await("OPA", () -> listens() || !started.isAlive());
        if (!started.isAlive()) {
            throw new IOException("OPA did not start:\n" + Files.readString(log()));
        }
        return started;
    }

    private boolean listens() {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(socket())).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public Path socket() {
        return home.resolve("opa.sock");
    }

    private Path log() {
        return home.resolve("opa.log");
    }

    /** As SIGKILL does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void restart() throws IOException {
        process = start();
    }

    @Override
    public void close() throws IOException {
        kill();
        for (Path file : List.of(socket(), log(), home)) {
            Files.deleteIfExists(file);
        }
    }

    /** Where OPA gets its policy from: a bundle that can be changed while OPA runs. */
    static final class BundleServer implements AutoCloseable {
        private final Path directory = Files.createTempDirectory("bundle");
        private final HttpServer http =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private volatile byte[] bundle = {};
        private volatile int version;

        BundleServer(Path... sources) throws IOException {
            http.createContext("/bundle.tar.gz", exchange -> {
                exchange.getResponseHeaders().set("ETag", "\"" + version + "\"");
                boolean known = ("\"" + version + "\"").equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
                exchange.sendResponseHeaders(known ? 304 : 200, known ? -1 : bundle.length);
                if (!known) {
                    exchange.getResponseBody().write(bundle);
                }
                exchange.close();
            });
            http.start();
            serve(sources);
        }

        /** Serves another bundle from now on, built of those files. */
        void serve(Path... sources) throws IOException {
            Path file = directory.resolve("bundle.tar.gz");
            List<String> arguments = new ArrayList<>(List.of("build", "-o", file.toString()));
            Stream.of(sources).map(Path::toString).forEach(arguments::add);
            Shell.Result built = run(arguments.toArray(String[]::new));
            if (!built.succeeded()) {
                throw new IOException("cannot build the bundle: " + built);
            }
            bundle = Files.readAllBytes(file);
            version++;
        }

        /** Arguments of {@code opa run}: asks for the bundle once a second. */
        String[] arguments() {
            return new String[] {
                "--set", "services.test.url=http://127.0.0.1:" + http.getAddress().getPort(),
                "--set", "bundles.authz.service=test",
                "--set", "bundles.authz.resource=bundle.tar.gz",
                "--set", "bundles.authz.polling.min_delay_seconds=1",
                "--set", "bundles.authz.polling.max_delay_seconds=1",
                "--set", "decision_logs.console=true"
            };
        }

        @Override
        public void close() throws IOException {
            http.stop(0);
            Files.deleteIfExists(directory.resolve("bundle.tar.gz"));
            Files.delete(directory);
        }
    }
}
