package dev.sallyport.opa;

import dev.sallyport.http.BoundedHttp;
import dev.sallyport.http.BoundedHttp.Bounds;
import dev.sallyport.http.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An OPA that does as it is told, well or badly, on TCP or on a unix socket. */
final class FakeOpa implements AutoCloseable {

    enum Transport {
        TCP,
        UNIX
    }

    /** Answers one request. A connection is served until its script closes it. */
    interface Script {
        void answer(SocketChannel channel, String request) throws IOException, InterruptedException;
    }

    static final Duration TIMEOUT = Duration.ofMillis(700);
    static final int MAX_ANSWER_BYTES = 1 << 20;

    /** Head and body of every request that came whole. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    volatile Script script = answering("{\"result\":true}");
    private final Path directory = Files.createTempDirectory("opa");
    private final SocketAddress address;
    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
    private ServerSocketChannel listener;

    FakeOpa(Transport transport) throws IOException {
        this.listener = listen(switch (transport) {
            case TCP -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            case UNIX -> UnixDomainSocketAddress.of(directory.resolve("opa.sock"));
        });
        this.address = listener.getLocalAddress();
        accept(listener);
    }

    private void accept(ServerSocketChannel from) {
        Thread.ofVirtual().start(() -> {
            while (from.isOpen()) {
                try {
                    SocketChannel channel = from.accept();
                    open.add(channel);
                    if (!from.isOpen()) {
                        // It came while this was being stopped, and would be served all the same.
                        channel.close();
                        return;
                    }
                    Thread.ofVirtual().start(() -> serve(channel));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            InputStream in = Channels.newInputStream(channel);
            for (String request = read(in); request != null && channel.isOpen(); request = read(in)) {
                requests.add(request);
                script.answer(channel, request);
            }
        } catch (IOException | InterruptedException e) {
            // The client has gone.
        }
    }

    private static @Nullable String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        int length = head.toString().lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .findFirst()
                .orElse(0);
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    static Script answering(String body) {
        return raw(200, body);
    }

    static Script raw(int status, String body) {
        return (channel, _) -> send(channel,
                "HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    /** Sends the bytes, and closes the connection. */
    static Script thenClosing(String bytes) {
        return (channel, _) -> {
            send(channel, bytes);
            channel.close();
        };
    }

    static void send(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** A client of its own for this server. */
    OpaClient client(Optional<Path> token) {
        return client(token, true);
    }

    OpaClient client(Optional<Path> token, boolean strict) {
        Peer peer = address instanceof UnixDomainSocketAddress unix
                ? new Peer.Unix(unix.getPath())
                : new Peer.Tcp("127.0.0.1", ((InetSocketAddress) address).getPort());
        return new OpaClient("fake", token, strict, new BoundedHttp(peer, new Bounds(TIMEOUT, 8, MAX_ANSWER_BYTES)));
    }

    /** Stops as a process that is killed: its connections end, and nobody listens. */
    void stop() throws IOException {
        listener.close();
        for (SocketChannel channel : List.copyOf(open)) {
            channel.close();
        }
        open.clear();
        if (address instanceof UnixDomainSocketAddress unix) {
            Files.deleteIfExists(unix.getPath());
        }
    }

    /** The kernel may take a moment to let go of the port. */
    void restart() throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                listener = listen(address);
                accept(listener);
                return;
            } catch (BindException e) {
                if (attempt == 100) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    private static ServerSocketChannel listen(SocketAddress address) throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)
                : ServerSocketChannel.open().setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
    }

    int connections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        stop();
        Files.delete(directory);
    }
}
