package dev.sallyport.plugin.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InheritedSocketTest {

    private static final String PID = String.valueOf(ProcessHandle.current().pid());

    @TempDir
    private Path directory;

    @Test
    void socketMeantForAnotherProcessIsNotTaken() throws IOException {
        assertEquals(Optional.empty(), InheritedSocket.find(Map.of("LISTEN_PID", "1", "LISTEN_FDS", "1")));
        assertEquals(Optional.empty(), InheritedSocket.find(Map.of()));
    }

    @Test
    void severalSocketsAreRefused() {
        IOException refused = assertThrows(IOException.class,
                () -> InheritedSocket.find(Map.of("LISTEN_PID", PID, "LISTEN_FDS", "2")));
        assertEquals("systemd handed over 2 sockets; wanted: one", refused.getMessage());
    }

    @Test
    void socketElsewhereThanConfiguredIsRefusedAndClosingItEndsNothing() throws IOException {
        Path path = directory.resolve("s.sock");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path))) {
            InheritedSocket socket = new InheritedSocket(path, channel);
            socket.mustListenAt(path);
            IOException refused = assertThrows(IOException.class,
                    () -> socket.mustListenAt(Path.of("/run/docker/plugins/other.sock")));
            assertTrue(refused.getMessage().contains("/run/docker/plugins/other.sock"));
            socket.close();
            assertTrue(channel.isOpen());
        }
    }
}
