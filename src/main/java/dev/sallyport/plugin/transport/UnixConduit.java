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
import java.util.concurrent.atomic.AtomicInteger;
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
import org.xnio.conduits.WriteReadyHandler;

/**
 * Both directions of one connection.
 *
 * <p>What the listeners want is kept in {@link #resumed}; the key's interest set may for a while hold more than that,
 * and is cleared by the loop when it finds nobody interested. After each clearing the loop looks again, so that
 * somebody who became interested in between is never forgotten.
 */
final class UnixConduit implements StreamSourceConduit, StreamSinkConduit, UnixIoThread.Handle {

    private static final System.Logger LOG = System.getLogger(UnixConduit.class.getName());

    private final UnixConnection connection;
    private final UnixIoThread thread;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicReference<@Nullable Thread> readWaiter = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> writeWaiter = new AtomicReference<>();
    private volatile @Nullable ReadReadyHandler readHandler;
    private volatile @Nullable WriteReadyHandler writeHandler;

    UnixConduit(UnixConnection connection, UnixIoThread thread, SocketChannel channel) throws IOException {
        this.connection = connection;
        this.thread = thread;
        this.channel = channel;
        this.key = thread.register(channel, 0, this);
    }

    // ---- readiness, on the loop -------------------------------------------------------------------------------------

    @Override
    public void ready(int operations) {
        if ((operations & OP_READ) != 0) {
            LockSupport.unpark(readWaiter.getAndSet(null));
            if (isResumed(OP_READ)) {
                notifyReader();
            } else {
                drop(OP_READ, readWaiter);
            }
        }
        if ((operations & OP_WRITE) != 0 && key.isValid()) {
            LockSupport.unpark(writeWaiter.getAndSet(null));
            if (isResumed(OP_WRITE)) {
                notifyWriter();
            } else {
                drop(OP_WRITE, writeWaiter);
            }
        }
    }

    private void notifyReader() {
        ReadReadyHandler handler = readHandler;
        if (handler == null) {
            suspendReads();
            return;
        }
        try {
            handler.readReady();
        } catch (RuntimeException | Error e) {
            abort("the read listener failed", e);
        }
    }

    private void notifyWriter() {
        WriteReadyHandler handler = writeHandler;
        if (handler == null) {
            suspendWrites();
            return;
        }
        try {
            handler.writeReady();
        } catch (RuntimeException | Error e) {
            abort("the write listener failed", e);
        }
    }

    private void abort(String what, Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, what, cause);
        IoUtils.safeClose(connection);
    }

    private void drop(int operation, AtomicReference<@Nullable Thread> waiter) {
        key.interestOpsAnd(~operation);
        if (isResumed(operation) || waiter.get() != null) {
            key.interestOpsOr(operation);
        }
    }

    @Override
    public void terminate() {
        ReadReadyHandler reader = readHandler;
        if (reader != null) {
            reader.forceTermination();
        }
        WriteReadyHandler writer = writeHandler;
        if (writer != null) {
            writer.forceTermination();
        }
        IoUtils.safeClose(connection);
    }

    // ---- interest, from any thread ----------------------------------------------------------------------------------

    private boolean isResumed(int operation) {
        return (resumed.get() & operation) != 0;
    }

    private void resume(int operation) {
        resumed.getAndUpdate(set -> set | operation);
        want(operation);
    }

    private void suspend(int operation) {
        resumed.getAndUpdate(set -> set & ~operation);
    }

    private void want(int operation) {
        try {
            if ((key.interestOps() & operation) == 0) {
                key.interestOpsOr(operation);
                thread.wakeup();
            }
        } catch (CancelledKeyException e) {
            // Closed meanwhile: whoever waits is released by the close.
        }
    }

    /** @param nanos how long to wait at most; negative: for ever */
    private void await(int operation, AtomicReference<@Nullable Thread> waiter, long nanos) throws IOException {
        Xnio.checkBlockingAllowed();
        waiter.set(Thread.currentThread());
        try {
            if (!channel.isOpen()) {
                return;
            }
            want(operation);
            if (nanos < 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        } finally {
            waiter.compareAndSet(Thread.currentThread(), null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException();
        }
    }

    /** To be called when the channel is closed. */
    void releaseWaiters() {
        LockSupport.unpark(readWaiter.getAndSet(null));
        LockSupport.unpark(writeWaiter.getAndSet(null));
    }

    void readTerminated() {
        ReadReadyHandler handler = readHandler;
        if (handler != null) {
            handler.terminated();
        }
    }

    void writeTerminated() {
        WriteReadyHandler handler = writeHandler;
        if (handler != null) {
            handler.terminated();
        }
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
        if (!connection.closeReads()) {
            return;
        }
        suspend(OP_READ);
        try {
            if (channel.isOpen()) {
                channel.shutdownInput();
            }
        } catch (ClosedChannelException e) {
            // Closed by the peer's reset: what we wanted.
        } finally {
            readTerminated();
        }
    }

    @Override
    public boolean isReadShutdown() {
        return connection.isReadShutdown();
    }

    @Override
    public void resumeReads() {
        resume(OP_READ);
    }

    @Override
    public void suspendReads() {
        suspend(OP_READ);
    }

    @Override
    public void wakeupReads() {
        resume(OP_READ);
        thread.execute(this::notifyReader);
    }

    @Override
    public boolean isReadResumed() {
        return isResumed(OP_READ) && channel.isOpen();
    }

    @Override
    public void awaitReadable() throws IOException {
        if (!isReadShutdown()) {
            await(OP_READ, readWaiter, -1);
        }
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        if (!isReadShutdown()) {
            await(OP_READ, readWaiter, unit.toNanos(time));
        }
    }

    @Override
    public XnioIoThread getReadThread() {
        return thread;
    }

    @Override
    public void setReadReadyHandler(ReadReadyHandler handler) {
        readHandler = handler;
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
        if (!connection.closeWrites()) {
            return;
        }
        suspend(OP_WRITE);
        try {
            if (channel.isOpen()) {
                channel.shutdownOutput();
            }
        } catch (ClosedChannelException e) {
            // Closed by the peer's reset: what we wanted.
        } finally {
            writeTerminated();
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
        resume(OP_WRITE);
    }

    @Override
    public void suspendWrites() {
        suspend(OP_WRITE);
    }

    @Override
    public void wakeupWrites() {
        resume(OP_WRITE);
        thread.execute(this::notifyWriter);
    }

    @Override
    public boolean isWriteResumed() {
        return isResumed(OP_WRITE) && channel.isOpen();
    }

    @Override
    public void awaitWritable() throws IOException {
        if (!isWriteShutdown()) {
            await(OP_WRITE, writeWaiter, -1);
        }
    }

    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
        if (!isWriteShutdown()) {
            await(OP_WRITE, writeWaiter, unit.toNanos(time));
        }
    }

    @Override
    public XnioIoThread getWriteThread() {
        return thread;
    }

    @Override
    public void setWriteReadyHandler(WriteReadyHandler handler) {
        writeHandler = handler;
    }

    @Override
    public XnioWorker getWorker() {
        return connection.getWorker();
    }
}
