package dev.sallyport.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Asks the plugin over its own socket, as dockerd would. The message is so large that a judge takes it, and has the
 * mark of the plugin's own questions, which are let pass and not recorded: it goes the way of any other request, and
 * leaves no trace.
 *
 * @param own the headers that mark a question as the plugin's own
 */
public record AliveProbe(Path socket, Map<String, String> own) {

    /** Waits for the answer as long as it takes. Whoever sets a bound should act on it, rather than ask anew. */
    public void run() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            for (ByteBuffer message = message(); message.hasRemaining();) {
                channel.write(message);
            }
            InputStream answer = Channels.newInputStream(channel);
            String status = new String(answer.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
            if (!status.endsWith(" 200")) {
                throw new IOException("the plugin answers its own question with `" + status + "`");
            }
        }
    }

    private ByteBuffer message() {
        String headers = own.entrySet().stream()
                .map(header -> "\"" + header.getKey() + "\":\"" + header.getValue() + "\"")
                .collect(Collectors.joining(","));
        String json = "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/_ping\",\"RequestHeaders\":{" + headers + "}}"
                + " ".repeat(Judging.SMALL_BYTES);
        return ByteBuffer.wrap(("POST /AuthZPlugin.AuthZReq HTTP/1.1\r\nHost: plugin.moby.localhost\r\n"
                + "Connection: close\r\nContent-Length: " + json.length() + "\r\n\r\n" + json)
                .getBytes(StandardCharsets.US_ASCII));
    }
}
