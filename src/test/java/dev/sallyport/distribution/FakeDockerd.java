package dev.sallyport.distribution;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A dockerd that knows one image and one container by every name, and may ask the plugin first, as a real one does. */
final class FakeDockerd implements Closeable {

    private static final String IMAGE = "{\"Id\":\"sha256:1\",\"Config\":{\"User\":\"1000\",\"Cmd\":[\"sh\"]}}";
    private static final String CONTAINER = """
            {"Id":"0609c018e27f944a70d0e2b0e7f41f28160b3e4bd10c37f3a069627150dd32bd","Name":"/there",\
            "State":{"Running":true},
             "Config":{"User":"1000","Image":"bb:1"},"HostConfig":{"CapDrop":["ALL"],"Memory":67108864,\
            "NetworkMode":"none"}}
            """;

    private final ServerSocketChannel listener;
    private final long delayMillis;
    private final Optional<Path> plugin;
    private volatile String longContainer = CONTAINER;
    final AtomicInteger refused = new AtomicInteger();

    /**
     * @param delayMillis how long it thinks about each question
     * @param plugin whose permission it asks for each question
     */
    FakeDockerd(Path socket, long delayMillis, Optional<Path> plugin) throws IOException {
        this.listener =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket), 4096);
        this.delayMillis = delayMillis;
        this.plugin = plugin;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** From now on containers whose name begins with {@code long} have this many labels. */
    FakeDockerd withLongAnswers(int count) {
        String labels = IntStream.range(0, count).mapToObj(n -> "\"label-" + n + "\":\"of no use\"")
                .collect(Collectors.joining(","));
        longContainer = CONTAINER.replace("\"Image\":", "\"Labels\":{" + labels + "},\"Image\":");
        return this;
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel channel = listener.accept();
                Thread.ofVirtual().start(() -> serve(channel));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            InputStream in = Channels.newInputStream(channel);
            for (Optional<String> head = head(in); head.isPresent(); head = head(in)) {
                Thread.sleep(delayMillis);
                String target = head.get().split(" ")[1];
                if (!mayAnswer(target, head.get())) {
                    refused.incrementAndGet();
                    return;
                }
                send(channel, answer(target));
            }
        } catch (IOException | InterruptedException e) {
            // The plugin has gone.
        }
    }

    private String answer(String target) {
        if (target.endsWith("/_ping")) {
            return "OK";
        }
        return target.contains("/containers/long") ? longContainer
                : target.contains("/containers/") ? CONTAINER : IMAGE;
    }

    private boolean mayAnswer(String target, String head) throws IOException {
        if (plugin.isEmpty()) {
            return true;
        }
        String marker = head.lines().filter(line -> line.startsWith("Sallyport-Lookup: ")).findFirst().orElseThrow()
                .substring(18);
        String message = "{\"RequestMethod\":\"GET\",\"RequestUri\":\"" + target
                + "\",\"RequestHeaders\":{\"Sallyport-Lookup\":\"" + marker + "\"}}";
        return Plugin.ask(plugin.get(), message).contains("\"Allow\":true");
    }

    private static Optional<String> head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            head.append((char) next);
        }
        return Optional.of(head.toString());
    }

    private static void send(SocketChannel channel, String body) throws IOException {
        ByteBuffer bytes = ByteBuffer
                .wrap(("HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
