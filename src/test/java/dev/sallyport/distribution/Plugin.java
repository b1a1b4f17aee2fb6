package dev.sallyport.distribution;

import dev.sallyport.plugin.transport.RawClient;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
        String audit = settings.contains("\"audit\"") 
                ? ""
                : ", \"audit\": {\"file\": \"" + directory.resolve("audit.jsonl") + "\"}";
        Files.writeString(directory.resolve("config.json"),
                "{\"docker\": {\"socket\": \"" + dockerSocket(directory) + "\"}, \"metrics\": {\"socket\": \""
                        + directory.resolve("metrics.sock") + "\"}" + audit
                        + (settings.isEmpty() ? "" : ", " + settings) + "}");
        ProcessBuilder builder = new ProcessBuilder(
                DISTRIBUTION.resolve("bin/sallyport").toString(), "serve", "--config",
                directory.resolve("config.json").toString(),
                "--socket", directory.resolve("plugin.sock").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().putAll(environment);
        Plugin plugin = new Plugin(directory, builder.start());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.exists(plugin.socket())) {
            if (!plugin.process.isAlive() || System.nanoTime() > end) {
                plugin.close();
                throw new IOException("the plugin does not start: " + plugin.log());
            }
            Thread.sleep(5);
        }
        return plugin;
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

    /** The audit log, line by line. */
    List<String> records() throws IOException {
        Path file = directory.resolve("audit.jsonl");
        return Files.exists(file) ? Files.readAllLines(file) : new ArrayList<>();
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
