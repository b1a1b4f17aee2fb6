package dev.sallyport.e2e;

import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.plugin.transport.BoundSocket;
import dev.sallyport.plugin.transport.ServerLimits;
import dev.sallyport.plugin.transport.UnixSocketServer;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A private dockerd, guarded by the built distribution. Which plugin guards it can be switched while it runs, as an
 * administrator would: Sallyport, one that allows everything, or none.
 */
final class GuardedEngine implements AutoCloseable {

    /** Who guards. */
    enum Guard {
        NOBODY,
        ALLOW_ALL,
        SALLYPORT
    }

    private static final Path PLUGINS = Path.of("/run/docker/plugins");
    private static final Path DISTRIBUTION = Path.of(System.getProperty("sallyport.distribution", "target/sallyport"));

    private final Engine engine;
    private final List<String> options;
    private final Path home;
    private final String plugin;
    private final String allowAll;
    private final UnixSocketServer allowAllServer;
    private final List<byte[]> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Process dockerd;
    private Process sallyport;

    private GuardedEngine(Engine engine, String configuration, List<String> options) throws IOException {
        this.engine = engine;
        this.options = List.copyOf(options);
        this.home = Files.createTempDirectory(Files.createDirectories(Path.of("/srv")), "spt");
        this.plugin = home.getFileName().toString();
        this.allowAll = plugin + "-allow";
        this.environment.putAll(environment());
        Files.createDirectories(PLUGINS);
        Files.writeString(home.resolve("plugin-config.json"), configuration
                .replace("HOME", home.toString())
                .replace("SOCKET", pluginSocket().toString()));
        this.sallyport = startSallyport();
        this.allowAllServer = startAllowAll();
        writeDaemonConfiguration(Guard.SALLYPORT);
        this.dockerd = startDockerd();
        await("dockerd", () -> docker("version").succeeded());
        importImage();
    }

    static final String CONFIGURATION = """
            {"socket": {"path": "SOCKET"},
             "docker": {"socket": "HOME/docker.sock"},
             "audit": {"file": "HOME/audit.jsonl"},
             "metrics": {"socket": "HOME/metrics.sock"}}
            """;

    static GuardedEngine start(Engine engine) throws IOException {
        return new GuardedEngine(engine, CONFIGURATION, List.of());
    }

    /** @param options further ones of dockerd */
    static GuardedEngine start(Engine engine, List<String> options) throws IOException {
        return new GuardedEngine(engine, CONFIGURATION, options);
    }

    /** @param configuration of the plugin; HOME and SOCKET stand for paths */
    static GuardedEngine start(Engine engine, String configuration) throws IOException {
        return new GuardedEngine(engine, configuration, List.of());
    }

    static GuardedEngine start(Engine engine, String configuration, List<String> options) throws IOException {
        return new GuardedEngine(engine, configuration, options);
    }

    private Map<String, String> environment() throws IOException {
        Path cli = Files.createDirectories(home.resolve("cli"));
        Path plugins = Engines.CACHE.resolve("tools/cli-plugins");
        if (Files.isDirectory(plugins)) {
            Files.createSymbolicLink(cli.resolve("cli-plugins"), plugins);
        }
        return Map.of(
                "PATH", engine.binaries() + ":" + Engines.CACHE.resolve("tools/bin") + ":" + System.getenv("PATH"),
                "DOCKER_HOST", "unix://" + dockerSocket(),
                "DOCKER_CONFIG", cli.toString(),
                "D", home.toString(),
                "PLUGIN_SOURCE", Path.of("src/test/resources/e2e/plugin.c").toAbsolutePath().toString(),
                "SOCKET", dockerSocket().toString());
    }

    Path home() {
        return home;
    }

    Path dockerSocket() {
        return home.resolve("docker.sock");
    }

    /** As dockerd knows it. */
    String pluginName() {
        return plugin;
    }

    Path pluginSocket() {
        return PLUGINS.resolve(plugin + ".sock");
    }

    List<String> audit() throws IOException {
        return Files.readAllLines(home.resolve("audit.jsonl"));
    }

    String sallyportLog() throws IOException {
        return Files.readString(home.resolve("sallyport.log"));
    }

    // ---- the plugin -------------------------------------------------------------------------------------------------

    private Process startSallyport() throws IOException {
        Process process = new ProcessBuilder(
                DISTRIBUTION.resolve("bin/sallyport").toString(), "serve", "--config",
                home.resolve("plugin-config.json").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("sallyport.log").toFile()))
                .start();
        await("Sallyport", () -> answers(pluginSocket()) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("Sallyport did not start:\n" + sallyportLog());
        }
        return process;
    }

    private static boolean answers(Path socket) {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void killSallyport() throws InterruptedException {
        sallyport.destroyForcibly().waitFor();
    }

    /** Returns the exit code after SIGTERM, or -1 if it took longer. */
    int stopSallyport(Duration patience) throws InterruptedException {
        sallyport.destroy();
        return sallyport.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) ? sallyport.exitValue() : -1;
    }

    void hangUpSallyport() {
        Shell.run(environment, home, "kill", "-HUP", String.valueOf(sallyport.pid()));
    }

    Shell.Result runSallyport(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = DISTRIBUTION.resolve("bin/sallyport").toAbsolutePath().toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Shell.run(environment, home, command);
    }

    void restartSallyport() throws IOException {
        sallyport = startSallyport();
    }

    /** Serves by a socket that is kept over restarts, in place of the one that was stopped. */
    ActivatedSallyport activateSallyport() throws IOException {
        return ActivatedSallyport.listen(home, pluginSocket(), DISTRIBUTION);
    }

    private UnixSocketServer startAllowAll() throws IOException {
        Path socket = PLUGINS.resolve(allowAll + ".sock");
        BoundSocket bound = BoundSocket.bind(socket, PosixFilePermissions.fromString("rw-------"));
        return UnixSocketServer.start(
                bound,
                exchange -> exchange.getRequestReceiver().receiveFullBytes((each, message) -> {
                    if (each.getRequestPath().equals("/AuthZPlugin.AuthZReq")) {
                        asked.add(message);
                    }
                    each.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/vnd.docker.plugins.v1.1+json");
                    each.getResponseSender().send(
                            each.getRequestPath().equals("/Plugin.Activate")
                                    ? "{\"Implements\":[\"authz\"]}"
                                    : "{\"Allow\":true}");
                }),
                new ServerLimits(16 << 20, 1000, 10_000), _ -> { });
    }

    /** What dockerd has asked the plugin that allows everything since the last call. */
    List<byte[]> asked() {
        List<byte[]> messages = List.copyOf(asked);
        asked.clear();
        return messages;
    }

    // ---- dockerd ----------------------------------------------------------------------------------------------------

    private Process startDockerd() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                engine.binaries().resolve("dockerd").toString(),
                "--config-file", home.resolve("daemon.json").toString(),
                "--data-root", home.resolve("root").toString(),
                "--exec-root", home.resolve("exec").toString(),
                "--pidfile", home.resolve("pid").toString(),
                "-H", "unix://" + dockerSocket(),
                "-G", "root",
                "--iptables=false", "--ip6tables=false", "--bridge=none", "--ip-forward=false", "--ip-masq=false",
                "--userland-proxy=false")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("dockerd.log").toFile());
        builder.command().addAll(options);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void writeDaemonConfiguration(Guard guard) throws IOException {
        String plugins = switch (guard) {
            case NOBODY -> "";
            case ALLOW_ALL -> "\"" + allowAll + "\"";
            case SALLYPORT -> "\"" + plugin + "\"";
        };
        // Engine 20.10 writes a key of its own, otherwise into /etc/docker.
        String key = engine.isOld() ? ", \"deprecated-key-path\": \"" + home.resolve("key.json") + "\"" : "";
        // Experimental: with checkpoints. Debug: with debug pages.
        Files.writeString(home.resolve("daemon.json"),
                "{\"authorization-plugins\": [" + plugins + "], \"experimental\": true, \"debug\": true" + key + "}");
    }

    /** Switches the guard: a changed configuration and SIGHUP. */
    void guardedBy(Guard guard) throws IOException {
        long before = reloads();
        writeDaemonConfiguration(guard);
        Shell.run(environment, home, "kill", "-HUP", String.valueOf(dockerd.pid()));
        await("the guard " + guard, () -> reloads() > before);
    }

    private long reloads() {
        try {
            return Files.readString(home.resolve("dockerd.log")).lines()
                    .filter(line -> line.contains("Reloaded configuration")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void importImage() throws IOException {
        Path root = Files.createDirectories(home.resolve("image"));
        for (String directory : List.of("bin", "etc", "tmp", "data")) {
            Files.createDirectories(root.resolve(directory));
        }
        Path busybox = Engines.CACHE.resolve("busybox/bin/busybox");
        Files.copy(Files.exists(busybox) ? busybox : Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        for (String applet : List.of("sh", "true", "cat", "id", "ls", "sleep", "echo", "touch", "mount", "grep", "cp",
                "tar", "sed")) {
            Files.createSymbolicLink(root.resolve("bin/" + applet), Path.of("busybox"));
        }
        Files.writeString(root.resolve("etc/passwd"), """
                root:x:0:0:root:/:/bin/sh
                toor:x:0:0:root:/:/bin/sh
                app:x:1000:1000:app:/:/bin/sh
                """);
        Files.writeString(root.resolve("etc/group"), "root:x:0:\napp:x:1000:\n");
        Shell.run(Map.of(), root, "chmod", "1777", "tmp");
        Shell.Result imported = sh("tar -C $D/image -c . | docker import -c 'CMD [\"sleep\",\"60\"]' - bb:1 && "
                + "tar -C $D/image -c . | docker import -c 'USER 1000' "
                + "-c 'CMD [\"sleep\",\"60\"]' - bb:user");
        if (!imported.succeeded()) {
            throw new IOException("cannot import the image: " + imported);
        }
    }

    // ---- clients ----------------------------------------------------------------------------------------------------

    Shell.Result docker(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "docker";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Shell.run(environment, home, command);
    }

    /**
     * Runs a script with the docker CLI, $D for a directory of its own, and a function for raw requests:
     * {@code api METHOD TARGET [BODY] [curl option ...]} prints the status and the answer; the target goes out as it
     * is.
     */
    Shell.Result sh(String script) {
        String prelude = """
                api() {
                  method=$1 target=$2 body=${3-}; shift 2; [ $# -eq 0 ] || shift
                  if [ -n "$body" ]; then
                    printf %s "$body" > $D/body
                    set -- --data-binary @$D/body "$@"
                    case " $* " in *[Cc]ontent-[Tt]ype*) ;; *) set -- -H 'Content-Type: application/json' "$@" ;; esac
                  fi
                  curl -sS -i -m 20 --unix-socket $SOCKET -X "$method" --request-target "$target" "$@" http://docker/
                  echo
                }
                """;
        return Shell.run(environment, home, "sh", "-c", prelude + script);
    }

    /** Removes every container, volume, network and further image. Nobody may guard at the time. */
    void clear() {
        sh("""
                docker ps -aq | xargs -r docker rm -fv
                docker swarm leave -f
                docker plugin ls -q | xargs -r docker plugin rm -f
                docker volume ls -q | xargs -r docker volume rm -f
                docker network ls -q --filter type=custom | xargs -r docker network rm
                docker images --format '{{.Repository}}:{{.Tag}}' | grep -v '^bb:' | grep -v '<none>' | \
                    xargs -r docker rmi -f
                """);
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("gave up waiting for " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (!sallyport.isAlive()) {
            restartSallyport();
        }
        guardedBy(Guard.NOBODY);
        clear();
        end(dockerd);
        end(sallyport);
        allowAllServer.close();
        Shell.run(environment, Path.of("/"), "sh", "-c",
                "awk -v d=$D '$2 ~ \"^\" d {print $2}' /proc/mounts | sort -r | xargs -rn1 umount -l;"
                        + " rm -rf --one-file-system $D");
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
