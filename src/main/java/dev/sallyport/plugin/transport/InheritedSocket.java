package dev.sallyport.plugin.transport;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A socket on which systemd listens and that it hands over (sd_listen_fds(3)). It outlives this process: whoever
 * connects while nobody serves it waits in the kernel's queue for the next one.
 *
 * <p>Java takes a socket over in descriptor 0 only ({@link System#inheritedChannel}); {@code bin/sallyport} puts it
 * there.
 */
public record InheritedSocket(Path path, ServerSocketChannel channel) implements ListeningSocket {

    /**
     * What was handed over to this process.
     *
     * @param environment in which systemd says so, and to whom: it is inherited by children, which it does not mean
     * @throws IOException if it is something else than a unix socket that listens
     */
    static Optional<InheritedSocket> find(Map<String, String> environment) throws IOException {
        String pid = String.valueOf(ProcessHandle.current().pid());
        if (!pid.equals(environment.get("LISTEN_PID"))) {
            return Optional.empty();
        }
        if (!"1".equals(environment.get("LISTEN_FDS"))) {
            throw new IOException("systemd handed over " + environment.get("LISTEN_FDS") + " sockets; wanted: one");
        }
        if (System.inheritedChannel() instanceof ServerSocketChannel channel
                && channel.getLocalAddress() instanceof UnixDomainSocketAddress address) {
            return Optional.of(new InheritedSocket(address.getPath(), channel));
        }
        throw new IOException("what systemd handed over is not a unix socket that listens");
    }

    /** dockerd asks at the path that it was told, and the rules keep containers away from it. */
    void mustListenAt(Path wanted) throws IOException {
        if (!path.equals(wanted.toAbsolutePath().normalize())) {
            throw new IOException("systemd listens on " + path + ", but the configuration says " + wanted
                    + "; change `ListenStream` in sallyport.socket, or `socket.path`");
        }
    }

    /** The process's end closes it, not we: Java would take standard error away with it. */
    @Override
    public void close() {}
}
