package dev.sallyport.plugin.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Bytes on a unix socket, for tests that must decide what goes out when. */
public final class RawClient implements Closeable {

    private final SocketChannel channel;
    private final StringBuilder received = new StringBuilder();

    public RawClient(Path socket) throws IOException {
        this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** One answer, by its Content-Length; what there is if the connection ends before. */
    public String answer() throws IOException {
        while (true) {
            int head = received.indexOf("\r\n\r\n");
            int end = head < 0 ? Integer.MAX_VALUE : head + 4 + length(received.substring(0, head));
            boolean ended = received.length() < end && !receive();
            if (received.length() >= end || ended) {
                String answer = received.substring(0, Math.min(end, received.length()));
                received.delete(0, answer.length());
                return answer;
            }
        }
    }

    /** All that comes until the other side closes. */
    public String everything() throws IOException {
        while (receive()) {
            continue;
        }
        return received.toString();
    }

    /** Returns whether something came before the end. */
    private boolean receive() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        int count = channel.read(buffer);
        if (count > 0) {
            received.append(new String(buffer.array(), 0, count, StandardCharsets.ISO_8859_1));
        }
        return count >= 0;
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    /** Whether the other side has closed, or closes while this waits. */
    public boolean isEnded() throws IOException {
        return channel.read(ByteBuffer.allocate(1)) < 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
