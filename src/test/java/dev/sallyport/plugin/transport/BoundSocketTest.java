package dev.sallyport.plugin.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BoundSocketTest {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    @TempDir
    private Path directory;

    @Test
    void refusesWhereSomebodyListens() throws IOException {
        Path path = directory.resolve("s.sock");
        try (BoundSocket first = BoundSocket.bind(path, OWNER_ONLY)) {
            IOException refused = assertThrows(IOException.class, () -> BoundSocket.bind(path, OWNER_ONLY));
            assertTrue(refused.getMessage().contains("already listens"));
            assertTrue(first.channel().isOpen());
        }
    }

    @Test
    void refusesToReplaceAnythingButASocket() throws IOException {
        Path path = Files.writeString(directory.resolve("s.sock"), "precious");
        assertThrows(IOException.class, () -> BoundSocket.bind(path, OWNER_ONLY));
        assertEquals("precious", Files.readString(path));
    }

    @Test
    void replacesAStaleSocket() throws IOException {
        Path path = directory.resolve("s.sock");
        BoundSocket.bind(path, OWNER_ONLY).channel().close();
        assertTrue(Files.exists(path));
        try (BoundSocket second = BoundSocket.bind(path, OWNER_ONLY)) {
            assertTrue(second.channel().isOpen());
        }
    }

    @Test
    void hasItsModeAndLeavesNothingElseBehind() throws IOException {
        Path path = directory.resolve("made/s.sock");
        try (BoundSocket socket = BoundSocket.bind(path, OWNER_ONLY)) {
            assertEquals(OWNER_ONLY, Files.getPosixFilePermissions(socket.path()));
            try (var files = Files.list(path.getParent())) {
                assertEquals(1, files.count());
            }
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void closingLeavesASuccessorsSocketAlone() throws IOException {
        Path path = directory.resolve("s.sock");
        BoundSocket first = BoundSocket.bind(path, OWNER_ONLY);
        Files.delete(path);
        try (BoundSocket second = BoundSocket.bind(path, OWNER_ONLY)) {
            first.close();
            assertTrue(Files.exists(second.path()));
        }
    }
}
