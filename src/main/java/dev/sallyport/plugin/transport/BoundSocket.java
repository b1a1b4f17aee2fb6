package dev.sallyport.plugin.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A unix socket that listens at a path, with its rights set before anybody can find it.
 *
 * @param path where it listens
 * @param channel the listening channel
 * @param fileKey identifies the socket file, so that closing never removes somebody else's
 */
public record BoundSocket(Path path, ServerSocketChannel channel, Object fileKey) implements ListeningSocket {

    private static final int BACKLOG = 4096;

    /**
     * Binds beside the path, sets the mode, and renames: there is no moment with wrong rights, and a stale file is
     * replaced.
     *
     * @throws IOException if somebody already listens there, the path is something else than a socket, or it cannot be
     *     made
     */
    public static BoundSocket bind(Path path, Set<PosixFilePermission> mode) throws IOException {
        refuseIfServed(path);
        if (path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        Path fresh = path.resolveSibling("." + path.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(fresh);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(fresh), BACKLOG);
            Files.setPosixFilePermissions(fresh, mode);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            return new BoundSocket(path, channel, fileKeyOf(path));
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    private static void refuseIfServed(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new IOException(path + " exists and is not a socket");
        }
        if (isServed(path)) {
            throw new IOException("somebody already listens on " + path);
        }
    }

    /** A file that nobody answers on is left over from a process that died. */
    private static boolean isServed(Path path) {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        int fileType = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0170000;
        return fileType == 0140000;
    }

    private static Object fileKeyOf(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    /** Stops listening and removes the socket file, unless it has become another's. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        channel.close();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && fileKeyOf(path).equals(fileKey)) {
            Files.deleteIfExists(path);
        }
    }
}
