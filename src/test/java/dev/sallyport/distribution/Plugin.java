package dev.sallyport.distribution;

import dev.sallyport.plugin.transport.RawClient;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The distribution, running in a directory of its own. */
final class Plugin implements Closeable {

    static final Path DISTRIBUTION =
            Path.of(System.getProperty("sallyport.distribution", "target/sallyport")).toAbsolutePath();
    static final String LIST = "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/v1.45/containers/json\"}";
    private static final long START_SECONDS = 20;

    private final Path directory;
    final Process process;

    private Plugin(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param directory for its socket, its files and what it prints; dockerd's socket is {@code docker.sock} there
     * @param settings further keys of its configuration, in JSON, such as {@code "limits": {"stall": 400}}; empty for
     *     none
     */
    static Plugin start(Path directory, String settings, Map<String, String> environment)
            throws IOException, InterruptedException {
        return start(directory, new Launch(List.of(), "", settings, environment));
    }

    /**
     * How it is started.
     *
     * @param within a command that it is run by, such as {@code unshare -m}; empty for none
     * @param audit further keys of {@code audit}, such as {@code "sync": "each"}; empty for none
     * @param settings further keys of its configuration
     */
    record Launch(List<String> within, String audit, String settings, Map<String, String> environment) {
        static Launch withAudit(String audit) {
            return new Launch(List.of(), audit, "", Map.of());
        }
    }

    /** Starts it, and waits until it listens. */
    static Plugin start(Path directory, Launch launch) throws IOException, InterruptedException {
        Plugin plugin = new Plugin(directory, run(directory, launch));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!isServed(plugin.socket())) {
            if (!plugin.process.isAlive() || System.nanoTime() > end) {
                plugin.close();
                throw new IOException("the plugin does not start: " + plugin.log());
            }
            Thread.sleep(5);
        }
        return plugin;
    }

    /** One that was killed leaves its socket file behind. */
    private static boolean isServed(Path socket) {
        try {
            new RawClient(socket).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts it, and does not wait. */
    static Process run(Path directory, Launch launch) throws IOException {
        String audit = launch.settings().contains("\"audit\"")
                ? ""
                : ", \"audit\": {\"file\": \"" + directory.resolve("audit.jsonl") + "\"" + more(launch.audit()) + "}";
        Files.writeString(directory.resolve("config.json"),
                "{\"docker\": {\"socket\": \"" + dockerSocket(directory) + "\"}, \"metrics\": {\"socket\": \""
                        + directory.resolve("metrics.sock") + "\"}" + audit + more(launch.settings()) + "}");
        List<String> command = new ArrayList<>(launch.within());
        command.addAll(List.of(
                DISTRIBUTION.resolve("bin/sallyport").toString(), "serve", "--config",
                directory.resolve("config.json").toString(),
                "--socket", directory.resolve("plugin.sock").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().putAll(launch.environment());
        return builder.start();
    }

    private static String more(String keys) {
        return keys.isEmpty() ? "" : ", " + keys;
    }

    static Path dockerSocket(Path directory) {
        return directory.resolve("docker.sock");
    }

    Path socket() {
        return directory.resolve("plugin.sock");
    }

    /** What it has printed. */
    String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    /** The decisions in the audit log, line by line; events of the plugin itself are left out. */
    List<String> records() throws IOException {
        Path file = directory.resolve("audit.jsonl");
        return Files.exists(file) ? AuditFiles.decisions(Files.readAllLines(file)) : List.of();
    }

    /** How much CPU time it has taken. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** How many connections it has. The kernel names one that was accepted by the path that was listened at first. */
    long connections() throws IOException {
        String path = directory.resolve(".plugin.sock.") + "" + process.pid();
        return Files.readAllLines(Path.of("/proc/net/unix")).stream()
                // Of those that have the path, one listens (__SO_ACCEPTCON).
                .filter(line -> line.endsWith(" " + path) && !line.contains(" 00010000 "))
                .count();
    }

    /** @param name of which the kernel keeps 15 characters (proc(5), /proc/pid/comm) */
    boolean hasThread(String name) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).strip().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    String ask(String message) throws IOException {
        return ask(socket(), message);
    }

    /** Asks on a connection of its own. Returns the whole answer, its head included. */
    static String ask(Path socket, String message) throws IOException {
        try (RawClient client = new RawClient(socket)) {
            return client.send(request(message)).answer();
        }
    }

    /** A message as it goes over the wire. */
    static byte[] request(String message) {
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        String head = "POST /AuthZPlugin.AuthZReq HTTP/1.1\r\nHost: plugin.moby.localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        return (head + new String(body, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A message about a request with a JSON body. */
    static String message(String method, String target, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return "{\"RequestMethod\":\"" + method + "\",\"RequestUri\":\"" + target + "\",\"RequestBody\":\""
                + Base64.getEncoder().encodeToString(bytes)
                + "\",\"RequestHeaders\":{\"Content-Type\":\"application/json\",\"Content-Length\":\"" + bytes.length
                + "\"}}";
    }

    /** A create that {@code hardened} permits, with something more in its body, such as {@code ,"Env":["A=b"]}. */
    static String create(String name, String more, String moreOfHost) {
        return message("POST", "/v1.45/containers/create?name=" + name, "{\"Image\":\"bb:1\",\"User\":\"1000:1000\""
                + more
                + ",\"HostConfig\":{\"Memory\":67108864,\"CapDrop\":[\"ALL\"],"
                + "\"SecurityOpt\":[\"no-new-privileges\"],\"NetworkMode\":\"none\""
                + moreOfHost + "}}");
    }

    /** Ends it as systemd does. Returns its exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
