package dev.sallyport.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection to a peer. */
final class Connection implements Closeable {

    private final SocketChannel channel;
    private final OutputStream out;
    private final AnswerReader answers;

    private Connection(SocketChannel channel, InputStream in, OutputStream out) {
        this.channel = channel;
        this.out = out;
        this.answers = new AnswerReader(in);
    }

    /** @param exchange ends the attempt to connect */
    static Connection open(Peer peer, Exchange exchange) throws IOException {
        return switch (peer) {
            case Peer.Unix(var socket) -> plain(connect(UnixDomainSocketAddress.of(socket), exchange));
            case Peer.Tcp(String host, int port) -> plain(connect(host, port, exchange));
            case Peer.Tls(String host, int port, SSLContext context) ->
                    encrypted(connect(host, port, exchange), context, host, port);
        };
    }

    private static Connection plain(SocketChannel channel) {
        return new Connection(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    private static Connection encrypted(SocketChannel channel, SSLContext context, String host, int port)
            throws IOException {
        try {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(channel.socket(), host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            // The server's name is checked (RFC 2818).
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new Connection(channel, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static SocketChannel connect(String host, int port, Exchange exchange) throws IOException {
        IOException failure = new ConnectException("no address");
        for (InetAddress address : resolve(host, exchange)) {
            try {
                SocketChannel channel = connect(new InetSocketAddress(address, port), exchange);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                return channel;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static SocketChannel connect(SocketAddress address, Exchange exchange) throws IOException {
        SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        try {
            exchange.uses(channel);
            channel.connect(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A name is looked up on a thread of its own, since nothing ends the wait for a name server. */
    private static InetAddress[] resolve(String host, Exchange exchange) throws IOException {
        try {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        } catch (IllegalArgumentException e) {
            // A name.
        }
        FutureTask<InetAddress[]> addresses = new FutureTask<>(() -> InetAddress.getAllByName(host));
        Thread.ofPlatform().daemon().name("sallyport-resolve").start(addresses);
        try {
            return addresses.get(Math.max(0, exchange.nanosLeft()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new UnknownHostException("the name " + host + " has no address");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /**
     * Whether the peer is as it was left. One that has closed a kept connection has usually done so long before it is
     * used again; and what it said without being asked is no answer to the next request.
     */
    boolean isQuiet() {
        try {
            channel.configureBlocking(false);
            boolean quiet = channel.read(ByteBuffer.allocate(1)) == 0;
            channel.configureBlocking(true);
            return quiet;
        } catch (IOException e) {
            return false;
        }
    }

    void send(byte[] request) throws IOException {
        out.write(request);
        out.flush();
    }

    AnswerReader answers() {
        return answers;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
