package dev.sallyport.plugin.transport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** A unix socket that listens at a path: one that systemd handed over, or one of our own. */
public sealed interface ListeningSocket extends Closeable permits BoundSocket, InheritedSocket {

    Path path();

    ServerSocketChannel channel();

    /**
     * The socket that was handed over, or else a new one.
     *
     * @param mode of a new one; systemd has set that of its own
     * @throws IOException if what was handed over listens elsewhere, or no socket can be made
     */
    static ListeningSocket open(Path path, Set<PosixFilePermission> mode) throws IOException {
        Optional<InheritedSocket> inherited = InheritedSocket.find(System.getenv());
        if (inherited.isEmpty()) {
            return BoundSocket.bind(path, mode);
        }
        inherited.get().mustListenAt(path);
        return inherited.get();
    }
}
