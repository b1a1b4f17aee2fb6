package dev.sallyport.plugin.transport;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.TerminateHandler;
import org.xnio.conduits.WriteReadyHandler;

/** Both directions of one connection. */
final class UnixConduit implements StreamSourceConduit, StreamSinkConduit, UnixIoThread.Handle {

    private static final System.Logger LOG = System.getLogger(UnixConduit.class.getName());

    private final UnixConnection connection;
    private final UnixIoThread thread;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Direction reads = new Direction(OP_READ);
    private final Direction writes = new Direction(OP_WRITE);

    UnixConduit(UnixConnection connection, UnixIoThread thread, SocketChannel channel) throws IOException {
        this.connection = connection;
        this.thread = thread;
        this.channel = channel;
        this.key = thread.register(channel, 0, this);
    }

    /** @param ready told that the channel is ready */
    private record Listener(TerminateHandler handler, Runnable ready) {}

    private interface Shutdown {
        SocketChannel run() throws IOException;
    }

    /**
     * One direction: whether somebody wants to be told, whom to tell, and who waits.
     *
     * <p>What the listener wants is kept in {@link #resumed}; the key's interest set may for a while hold more than
     * that, and is cleared by the loop when it finds nobody interested. After each clearing the loop looks again, so
     * that somebody who became interested in between is never forgotten.
     */
    private final class Direction {
        private final int operation;
        private final AtomicReference<@Nullable Thread> waiter = new AtomicReference<>();
        private volatile boolean resumed;
        private volatile @Nullable Listener listener;

        Direction(int operation) {
            this.operation = operation;
        }

        /** On the loop. */
        void ready() {
            release();
            if (resumed) {
                tell();
                return;
            }
            key.interestOpsAnd(~operation);
            if (resumed || waiter.get() != null) {
                key.interestOpsOr(operation);
            }
        }

        private void tell() {
            Listener told = listener;
            if (told == null) {
                resumed = false;
                return;
            }
            try {
                told.ready().run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "the listener of a connection failed", e);
                IoUtils.safeClose(connection);
            }
        }

        void resume() {
            resumed = true;
            want();
        }

        void wakeup() {
            resume();
            thread.execute(this::tell);
        }

        boolean isResumed() {
            return resumed && channel.isOpen();
        }

        private void want() {
            try {
                if ((key.interestOps() & operation) == 0) {
                    key.interestOpsOr(operation);
                    thread.wakeup();
                }
            } catch (CancelledKeyException e) {
                // Closed meanwhile: whoever waits is released by the close.
            }
        }

        /** @param nanos how long to wait at most */
        void await(long nanos) throws IOException {
            Xnio.checkBlockingAllowed();
            waiter.set(Thread.currentThread());
            try {
                if (!channel.isOpen()) {
                    return;
                }
                want();
                LockSupport.parkNanos(UnixConduit.this, nanos);
            } finally {
                waiter.compareAndSet(Thread.currentThread(), null);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException();
            }
        }

        void release() {
            LockSupport.unpark(waiter.getAndSet(null));
        }

        void shutDown(Shutdown shutdown) throws IOException {
            resumed = false;
            try {
                if (channel.isOpen()) {
                    shutdown.run();
                }
            } catch (ClosedChannelException e) {
                // Closed by the peer's reset: what we wanted.
            } finally {
                terminated();
            }
        }

        void terminated() {
            Listener told = listener;
            if (told != null) {
                told.handler().terminated();
            }
        }

        void forceTermination() {
            Listener told = listener;
            if (told != null) {
                told.handler().forceTermination();
            }
        }
    }

    @Override
    public void ready(int operations) {
        if ((operations & OP_READ) != 0) {
            reads.ready();
        }
        if ((operations & OP_WRITE) != 0 && key.isValid()) {
            writes.ready();
        }
    }

    @Override
    public void terminate() {
        reads.forceTermination();
        writes.forceTermination();
        IoUtils.safeClose(connection);
    }

    /** To be called when the channel is closed. */
    void releaseWaiters() {
        reads.release();
        writes.release();
    }

    void readTerminated() {
        reads.terminated();
    }

    void writeTerminated() {
        writes.terminated();
    }

    // ---- source -----------------------------------------------------------------------------------------------------

    @Override
    public int read(ByteBuffer target) throws IOException {
        try {
            int count = channel.read(target);
            if (count < 0) {
                terminateReads();
            }
            return count;
        } catch (ClosedChannelException e) {
            return -1;
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        try {
            long count = channel.read(targets, offset, length);
            if (count < 0) {
                terminateReads();
            }
            return count;
        } catch (ClosedChannelException e) {
            return -1;
        }
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(channel, position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return Conduits.transfer(this, count, through, target);
    }

    @Override
    public void terminateReads() throws IOException {
        if (connection.closeReads()) {
            reads.shutDown(channel::shutdownInput);
        }
    }

    @Override
    public boolean isReadShutdown() {
        return connection.isReadShutdown();
    }

    @Override
    public void resumeReads() {
        reads.resume();
    }

    @Override
    public void suspendReads() {
        reads.resumed = false;
    }

    @Override
    public void wakeupReads() {
        reads.wakeup();
    }

    @Override
    public boolean isReadResumed() {
        return reads.isResumed();
    }

    @Override
    public void awaitReadable() throws IOException {
        if (!isReadShutdown()) {
            reads.await(Long.MAX_VALUE);
        }
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        if (!isReadShutdown()) {
            reads.await(unit.toNanos(time));
        }
    }

    @Override
    public XnioIoThread getReadThread() {
        return thread;
    }

    @Override
    public void setReadReadyHandler(ReadReadyHandler handler) {
        reads.listener = new Listener(handler, handler::readReady);
    }

    // ---- sink -------------------------------------------------------------------------------------------------------

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return channel.write(sources, offset, length);
    }

    @Override
    public int writeFinal(ByteBuffer source) throws IOException {
        return Conduits.writeFinalBasic(this, source);
    }

    @Override
    public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
        return Conduits.writeFinalBasic(this, sources, offset, length);
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        return source.transferTo(position, count, channel);
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer through) throws IOException {
        return Conduits.transfer(source, count, through, this);
    }

    /** Nothing is held back here: what was written is in the kernel. */
    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public void terminateWrites() throws IOException {
        if (connection.closeWrites()) {
            writes.shutDown(channel::shutdownOutput);
        }
    }

    @Override
    public void truncateWrites() throws IOException {
        terminateWrites();
    }

    @Override
    public boolean isWriteShutdown() {
        return connection.isWriteShutdown();
    }

    @Override
    public void resumeWrites() {
        writes.resume();
    }

    @Override
    public void suspendWrites() {
        writes.resumed = false;
    }

    @Override
    public void wakeupWrites() {
        writes.wakeup();
    }

    @Override
    public boolean isWriteResumed() {
        return writes.isResumed();
    }

    @Override
    public void awaitWritable() throws IOException {
        if (!isWriteShutdown()) {
            writes.await(Long.MAX_VALUE);
        }
    }

    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
        if (!isWriteShutdown()) {
            writes.await(unit.toNanos(time));
        }
    }

    @Override
    public XnioIoThread getWriteThread() {
        return thread;
    }

    @Override
    public void setWriteReadyHandler(WriteReadyHandler handler) {
        writes.listener = new Listener(handler, handler::writeReady);
    }

    @Override
    public XnioWorker getWorker() {
        return connection.getWorker();
    }
}
