package dev.sallyport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.decision.AccessRequest;
import dev.sallyport.plugin.PluginMessage;
import dev.sallyport.plugin.transport.ListeningSocket;
import dev.sallyport.plugin.transport.ServerLimits;
import dev.sallyport.plugin.transport.UnixSocketServer;
import java.io.ByteArrayOutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecorderTest {

    private static final String BODY = "{\"Image\":\"a\",\"Env\":[\"PASSWORD=hunter2\"]}";
    private static final String MESSAGE = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/v1.45/containers/create\","
            + "\"RequestHeaders\":{\"Content-Type\":\"application/json\",\"X-Registry-Auth\":\"c2VjcmV0\"},"
            + "\n\"RequestBody\":\"" + Base64.getEncoder().encodeToString(BODY.getBytes(StandardCharsets.UTF_8))
            + "\"}";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void messageIsPermittedAndWrittenWithoutSecrets() throws Exception {
        record(false);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(1, lines.size());
        AccessRequest request =
                PluginMessage.parse(lines.getFirst().getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
        assertEquals("{\"Image\":\"a\",\"Env\":[\"PASSWORD=***\"]}",
                new String(request.body().orElseThrow(), StandardCharsets.UTF_8));
        assertEquals("application/json", request.header("Content-Type"));
        assertFalse(lines.getFirst().contains("c2VjcmV0"), lines.getFirst());
    }

    @Test
    void secretsAreWrittenForWhoeverAsksForThem() throws Exception {
        record(true);
        AccessRequest request = PluginMessage.parse(out.toByteArray(), Instant.EPOCH);
        assertEquals(BODY, new String(request.body().orElseThrow(), StandardCharsets.UTF_8));
    }

    private void record(boolean secrets) throws Exception {
        Path socket = directory.resolve("r.sock");
        UnixSocketServer server = UnixSocketServer.start(
                ListeningSocket.open(socket, PosixFilePermissions.fromString("rw-------")),
                new Recorder(out, secrets), new ServerLimits(1 << 23, 10, 10_000), Throwable::printStackTrace);
        try {
            assertTrue(post(socket, "/Plugin.Activate", "").endsWith("{\"Implements\":[\"authz\"]}"));
            assertTrue(post(socket, "/AuthZPlugin.AuthZReq", MESSAGE).endsWith("{\"Allow\":true}"));
            assertTrue(post(socket, "/AuthZPlugin.AuthZRes", MESSAGE).endsWith("{\"Allow\":true}"));
        } finally {
            server.close();
        }
    }

    private static String post(Path socket, String path, String body) throws Exception {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            String request = "POST " + path + " HTTP/1.1\r\nHost: p\r\nConnection: close\r\nContent-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(4096);
            while (channel.read(answer) >= 0) {
                // Until the server ends it.
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        }
    }
}
