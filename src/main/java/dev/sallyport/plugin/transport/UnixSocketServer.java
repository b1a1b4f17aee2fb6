package dev.sallyport.plugin.transport;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;

/** An Undertow HTTP server on a unix socket that listens. */
public final class UnixSocketServer implements Closeable {

    private static final System.Logger LOG = System.getLogger(UnixSocketServer.class.getName());
    private static final int ACCEPTS_PER_TURN = 128;
    private static final long ACCEPT_BACKOFF_MILLIS = 250;
    /**
     * A client takes a kept connection rather than a new one: where none was used for so long, nobody asks just now.
     */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LOOK_MILLIS = 10;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int POOLED_BUFFERS = 512;

    private final ListeningSocket socket;
    private final ServerLimits limits;
    private final ExecutorService executor;
    private final UnixWorker worker;
    private final ByteBufferPool buffers;
    private final Requests requests;
    private final HttpOpenListener http;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<UnixConnection> open = ConcurrentHashMap.newKeySet();
    private final SelectionKey acceptKey;
    private final SocketAddress localAddress;
    private int nextThread;

    private UnixSocketServer(
            ListeningSocket socket, HttpHandler handler, ServerLimits limits, Consumer<Throwable> onDeath,
            int ioThreads)
            throws IOException {
        this.socket = socket;
        this.limits = limits;
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        this.worker = UnixWorker.start(ioThreads, executor, onDeath);
        // No thread-local cache (the last argument): virtual threads would each grow one.
        this.buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, POOLED_BUFFERS, 0);
        this.requests = new Requests(new HttpContinueReadHandler(new MessageDeadline(handler, limits.stallMillis())));
        this.http = new HttpOpenListener(buffers, options(limits));
        this.http.setRootHandler(requests);
        ServerSocketChannel channel = socket.channel();
        channel.configureBlocking(false);
        this.localAddress = channel.getLocalAddress();
        this.acceptKey = acceptThread().register(channel, 0, new Acceptor());
        acceptInterest(SelectionKey.OP_ACCEPT);
    }

    /**
     * Starts serving.
     *
     * @param handler called on an I/O thread for each request; hands what may block to a dispatch
     * @param onDeath told if an I/O thread ends without having been asked to: a part of the connections is served by
     *     nobody
     * @throws IOException if the socket cannot be watched
     */
    public static UnixSocketServer start(
            ListeningSocket socket, HttpHandler handler, ServerLimits limits, Consumer<Throwable> onDeath)
            throws IOException {
        int ioThreads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
        return new UnixSocketServer(socket, handler, limits, onDeath, ioThreads);
    }

    /** What {@code Undertow.start()} would set, and what it would not. */
    private static OptionMap options(ServerLimits limits) {
        return OptionMap.builder()
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
                // Undertow counts the chunks' own bytes too.
                .set(UndertowOptions.MAX_ENTITY_SIZE, limits.maxMessageBytes() + limits.maxMessageBytes() / 8L)
                // dockerd keeps idle connections and may find one closed only after it has written to it; it then
                // retries, possibly without the body. So an idle connection is never closed from this side.
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, -1)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, limits.stallMillis())
                // dockerd does not look at it, and it loads a locale's dates.
                .set(UndertowOptions.ALWAYS_SET_DATE, false)
                .getMap();
    }

    /** How many connections are open now. */
    public int openConnections() {
        return connections.get();
    }

    /**
     * Ends. Goes on serving until nobody waits for an answer, since what is being judged may itself make dockerd ask
     * again, on another connection; each answer is then its connection's last. Whoever connects later waits for the
     * next process, if systemd keeps the socket.
     *
     * @param millis how long to wait. For a third of it under way requests may keep everything going: then nobody is
     *     accepted any more
     */
    public void drain(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        requests.stop();
        try {
            serveTheLast(end - TimeUnit.MILLISECONDS.toNanos(millis / 3));
            stopAccepting();
            awaitNoConnections(end);
            if (!open.isEmpty()) {
                LOG.log(System.Logger.Level.WARNING, "{0} requests still under way after {1} ms are cut off",
                        open.size(), millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private void serveTheLast(long end) throws InterruptedException {
        while (acceptKey.isValid() && System.nanoTime() - end < 0) {
            acceptThread().execute(this::leaveIfQuiet);
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** On the thread that accepts: nobody can come in between. */
    private void leaveIfQuiet() {
        if (connections.get() == 0) {
            stopAccepting();
        } else if (requests.isQuietFor(QUIET_NANOS)) {
            open.forEach(connection -> connection.getIoThread().execute(() -> closeIfIdle(connection)));
        }
    }

    private static void closeIfIdle(UnixConnection connection) {
        if (connection.isIdleFor(QUIET_NANOS)) {
            IoUtils.safeClose(connection);
        }
    }

    private UnixIoThread acceptThread() {
        return worker.ioThreads().getFirst();
    }

    private synchronized void awaitNoConnections(long end) throws InterruptedException {
        for (long left = end - System.nanoTime(); connections.get() > 0 && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public void close() {
        stopAccepting();
        worker.shutdown();
        executor.shutdownNow();
        buffers.close();
    }

    /** A socket that systemd keeps goes on listening: the next process accepts. */
    private void stopAccepting() {
        acceptKey.cancel();
        IoUtils.safeClose(socket);
    }

    private void acceptInterest(int operations) {
        if (acceptKey.isValid()) {
            acceptKey.interestOps(operations);
            acceptThread().wakeup();
        }
    }

    private void open(SocketChannel channel, UnixIoThread thread) {
        try {
            channel.configureBlocking(false);
            UnixConnection connection =
                    new UnixConnection(thread, channel, localAddress, limits.stallMillis(), this::connectionClosed);
            open.add(connection);
            ChannelListeners.invokeChannelListener(connection, http);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot start a connection", e);
            IoUtils.safeClose(channel);
            connectionClosed();
        }
    }

    private void connectionClosed(UnixConnection connection) {
        open.remove(connection);
        connectionClosed();
    }

    private synchronized void connectionClosed() {
        notifyAll();
        if (requests.isStopping() && acceptKey.isValid()) {
            acceptThread().execute(this::leaveIfQuiet);
        }
        // Only a full house stops accepting; the first to leave opens the door again.
        if (connections.getAndDecrement() == limits.maxConnections()) {
            acceptInterest(SelectionKey.OP_ACCEPT);
        }
    }

    private final class Acceptor implements UnixIoThread.Handle {

        @Override
        public void ready(int operations) {
            for (int n = 0; n < ACCEPTS_PER_TURN; n++) {
                if (!acceptOne()) {
                    return;
                }
            }
        }

        /** Returns whether another connection may be waiting. */
        private boolean acceptOne() {
            try {
                SocketChannel channel = socket.channel().accept();
                if (channel == null) {
                    return false;
                }
                UnixIoThread thread = worker.ioThreads().get(nextThread++ % worker.ioThreads().size());
                int open = connections.incrementAndGet();
                thread.execute(() -> UnixSocketServer.this.open(channel, thread));
                return open < limits.maxConnections() || pauseWhileFull();
            } catch (ClosedChannelException e) {
                return false;
            } catch (IOException e) {
                // Out of descriptors, most likely: retrying at once would spin.
                LOG.log(System.Logger.Level.WARNING, "cannot accept a connection, pausing", e);
                acceptKey.interestOps(0);
                acceptThread().executeAfter(
                        () -> acceptInterest(SelectionKey.OP_ACCEPT), ACCEPT_BACKOFF_MILLIS, TimeUnit.MILLISECONDS);
                return false;
            }
        }

        /** Returns whether the house is no longer full: somebody may leave while the door is being closed. */
        private boolean pauseWhileFull() {
            acceptKey.interestOps(0);
            if (connections.get() < limits.maxConnections()) {
                acceptKey.interestOps(SelectionKey.OP_ACCEPT);
                return true;
            }
            LOG.log(System.Logger.Level.WARNING, "{0} connections are open: no more are accepted until one closes",
                    limits.maxConnections());
            return false;
        }

        @Override
        public void terminate() {
            IoUtils.safeClose(socket);
        }
    }
}
