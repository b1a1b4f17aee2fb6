package dev.sallyport.plugin.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.Option;
import org.xnio.Options;
import org.xnio.StreamConnection;

/** One accepted connection. */
final class UnixConnection extends StreamConnection {

    private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");
    private static final Set<Option<?>> OPTIONS =
            Option.setBuilder().add(Options.READ_TIMEOUT).add(Options.WRITE_TIMEOUT).create();

    private final SocketChannel channel;
    private final UnixIoThread thread;
    private final SocketAddress localAddress;
    private final UnixConduit conduit;
    private final Consumer<UnixConnection> onClose;
    /** How many requests have begun and are not answered; of the I/O thread. */
    private int underWay;
    private long lastUse = System.nanoTime();
    private volatile int readTimeout;
    private volatile int writeTimeout;

    /**
     * @param writeTimeout milliseconds that a write may stall; Undertow asks for it through the options. Reading has no
     *     such bound, since it would end idle connections: see {@link MessageDeadline}
     * @param onClose run once, when the connection is closed
     */
    UnixConnection(UnixIoThread thread, SocketChannel channel, SocketAddress localAddress, int writeTimeout,
            Consumer<UnixConnection> onClose)
            throws IOException {
        super(thread);
        this.channel = channel;
        this.thread = thread;
        this.localAddress = localAddress;
        this.writeTimeout = writeTimeout;
        this.onClose = onClose;
        this.conduit = new UnixConduit(this, thread, channel);
        setSourceConduit(conduit);
        setSinkConduit(conduit);
    }

    @Override
    public SocketAddress getPeerAddress() {
        return UNNAMED;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return localAddress;
    }

    void requestBegins() {
        underWay++;
    }

    void requestEnds() {
        underWay--;
        lastUse = System.nanoTime();
    }

    /** Whether nobody has waited for an answer for some time. To be called on its I/O thread. */
    boolean isIdleFor(long nanos) {
        return underWay == 0 && System.nanoTime() - lastUse > nanos;
    }

    /** Marks the reading side closed. Returns whether this call did it. */
    boolean closeReads() {
        return readClosed();
    }

    /** Marks the writing side closed. Returns whether this call did it. */
    boolean closeWrites() {
        return writeClosed();
    }

    @Override
    protected void closeAction() throws IOException {
        try {
            // First of all: whoever is released before would find the channel open, and wait again.
            channel.close();
        } finally {
            conduit.releaseWaiters();
            // A closed channel's key stays with the selector until its next turn, and the descriptor with it.
            thread.wakeup();
            onClose.accept(this);
        }
    }

    @Override
    protected void notifyReadClosed() {
        conduit.readTerminated();
        super.notifyReadClosed();
    }

    @Override
    protected void notifyWriteClosed() {
        conduit.writeTerminated();
        super.notifyWriteClosed();
    }

    @Override
    public boolean supportsOption(Option<?> option) {
        return OPTIONS.contains(option);
    }

    @Override
    public <T> @Nullable T getOption(Option<T> option) {
        if (option == Options.READ_TIMEOUT) {
            return option.cast(readTimeout);
        }
        return option == Options.WRITE_TIMEOUT ? option.cast(writeTimeout) : null;
    }

    @Override
    public <T> @Nullable T setOption(Option<T> option, @Nullable T value) {
        T previous = getOption(option);
        if (option == Options.READ_TIMEOUT) {
            readTimeout = value == null ? 0 : (Integer) value;
        } else if (option == Options.WRITE_TIMEOUT) {
            writeTimeout = value == null ? 0 : (Integer) value;
        }
        return previous;
    }
}
