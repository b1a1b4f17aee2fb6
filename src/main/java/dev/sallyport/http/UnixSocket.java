package dev.sallyport.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A unix socket in the shape of {@link Socket}, which is all that the HTTP client's blocking half can use. The client has such
 * a class too (5.6), but that one leaves six files open for each connection.
 *
 * <p>It knows no timeouts: whoever has waited long enough closes it, from another thread.
 */
final class UnixSocket extends Socket {

    UnixSocket(Path path) throws IOException {
        super(new Implementation(path));
    }

    private static final class Implementation extends SocketImpl {
        private final Path path;
        private final SocketChannel channel;

        Implementation(Path path) throws IOException {
            this.path = path;
            this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        }

        @Override
        protected void create(boolean stream) {
            // The channel is there already.
        }

        /** @param ignored there is one place to go to */
        @Override
        protected void connect(SocketAddress ignored, int timeout) throws IOException {
            channel.connect(UnixDomainSocketAddress.of(path));
        }

        @Override
        protected InputStream getInputStream() {
            return Channels.newInputStream(channel);
        }

        @Override
        protected OutputStream getOutputStream() {
            return Channels.newOutputStream(channel);
        }

        @Override
        protected void shutdownInput() throws IOException {
            channel.shutdownInput();
        }

        @Override
        protected void shutdownOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        protected void close() throws IOException {
            channel.close();
        }

        @Override
        public void setOption(int option, Object value) {
            // All of them are about TCP, but the timeout.
        }

        @Override
        protected <T> void setOption(SocketOption<T> option, T value) {
            // As above.
        }

        @Override
        public Object getOption(int option) {
            return option == SocketOptions.SO_TIMEOUT ? 0 : false;
        }

        @Override
        protected int available() {
            return 0;
        }

        @Override
        protected void connect(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void connect(InetAddress address, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void bind(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void listen(int backlog) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void accept(SocketImpl socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void sendUrgentData(int data) {
            throw new UnsupportedOperationException();
        }
    }
}
