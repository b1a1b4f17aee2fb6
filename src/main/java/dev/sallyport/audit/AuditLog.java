package dev.sallyport.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The decision log: a file of JSON lines that is only ever appended to, by one process at a time. When {@link #append}
 * returns, the record is in the kernel: a killed process loses none of it. What a power failure may lose, {@link Sync}
 * says.
 */
public final class AuditLog implements Closeable {

    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long ROTATION_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration RETRY = Duration.ofSeconds(10);

    /** When records go from the kernel to the disk, so that a power failure does not lose them. */
    public enum Sync {
        /** When the kernel sees fit. */
        NONE,
        /** Ten times a second, if there is something. */
        BATCHED,
        /** Before every answer. */
        EACH
    }

    /**
     * @param file where to append
     * @param sync when to force to disk
     * @param maxBytes at what size the file is set aside; 0 for never, as when logrotate does it
     * @param keep how many set-aside files are kept
     */
    public record Options(Path file, Sync sync, long maxBytes, int keep) {}

    private final Disk disk;
    private final Options options;
    private final Closeable right;
    private final FailureLog failures;
    private final @Nullable RotatedFiles rotated;
    private final GroupCommit commit;

    private final ReentrantLock lock = new ReentrantLock();
    private LineFile file;
    private long noRotationUntil = System.nanoTime();
    private boolean closed;

    private final LongAdder records = new LongAdder();
    private final LongAdder unwritten = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder rotations = new LongAdder();
    private volatile long size;
    private volatile boolean failing;

    /**
     * How the log is, for an operator. Counts are since the start.
     *
     * @param records how many records and events were appended
     * @param unwritten how many could not be, or not forced where somebody waits for that
     * @param failures how often something went wrong with the log, those included
     * @param rotations how often the file was set aside
     * @param bytes how many were written
     * @param size the file's, in bytes
     * @param failing whether the last record could not be written or forced
     */
    public record State(
            long records, long unwritten, long failures, long rotations, long bytes, long size, boolean failing) {}

    private AuditLog(Disk disk, Options options, Closeable right, Duration retry, FailureLog failures)
            throws IOException {
        this.disk = disk;
        this.options = options;
        this.right = right;
        this.failures = failures;
        this.file = LineFile.open(disk, options.file());
        this.rotated = options.maxBytes() <= 0
                ? null
                : new RotatedFiles(disk, options.file(), options.keep(), retry, failures);
        this.commit = new GroupCommit(disk, options.file().getParent(), options.sync(), failures, lock, file);
        this.size = file.size();
        commit.start();
    }

    /** @throws IOException if the file cannot be opened for appending, or another process does so already */
    public static AuditLog open(Options options) throws IOException {
        Disk disk = new HostDisk();
        if (Files.exists(options.file()) && !Files.isRegularFile(options.file())) {
            refuseWhatADeviceCannotDo(options);
            return open(disk, options, () -> {}, RETRY, new FailureLog());
        }
        Options real = new Options(realPath(options.file()), options.sync(), options.maxBytes(), options.keep());
        WriterLock right = WriterLock.take(real.file());
        try {
            return open(disk, real, right, RETRY, new FailureLog());
        } catch (IOException | RuntimeException e) {
            right.close();
            throw e;
        }
    }

    /**
     * @param right the right to write to the file; closed at the end
     * @param retry how long after a failure to compress or remove old files it is tried again
     */
    static AuditLog open(Disk disk, Options options, Closeable right, Duration retry, FailureLog failures)
            throws IOException {
        return new AuditLog(disk, options, right, retry, failures);
    }

    private static void refuseWhatADeviceCannotDo(Options options) throws IOException {
        if (options.sync() != Sync.NONE || options.maxBytes() > 0) {
            throw new IOException(
                    "`" + options.file() + "` is no regular file: `audit.sync` must be none, `audit.maxBytes` 0");
        }
    }

    /** One path for one file, so that another way to name it does not get past the lock. */
    private static Path realPath(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        HostDisk.createDirectories(directory);
        Path there = directory.toRealPath().resolve(file.getFileName());
        return Files.exists(there) || !Files.isSymbolicLink(there) ? real(there) : behind(there);
    }

    private static Path real(Path there) throws IOException {
        return Files.isSymbolicLink(there) ? there.toRealPath() : there;
    }

    /** A link to a file that is yet to be made. */
    private static Path behind(Path link) throws IOException {
        Path target = link.resolveSibling(Files.readSymbolicLink(link));
        if (Files.isSymbolicLink(target)) {
            throw new IOException("`" + link + "` is a link to a link to nothing");
        }
        return realPath(target);
    }

    /**
     * Appends one record.
     *
     * @throws IOException if it did not get into the file whole, or not to the disk where {@link Sync} wants that;
     *     the next record begins on a line of its own
     */
    public void append(AuditRecord record) throws IOException {
        try {
            await(write(record.line()));
            failing = false;
        } catch (IOException e) {
            failed();
            failures.report("cannot write the audit record of decision " + record.id(), e);
            throw e;
        }
    }

    /** Appends one event; nobody is denied if it cannot be written: the log of the process says so. */
    public void append(AuditEvent event) {
        try {
            await(write(EventLine.of(event)));
            failing = false;
        } catch (IOException e) {
            failed();
            failures.report("cannot write the audit record of the event " + event.event(), e);
        }
    }

    private void failed() {
        unwritten.increment();
        failing = true;
    }

    /** How the log is. Waits for nobody. */
    public State state() {
        return new State(records.sum(), unwritten.sum(), failures.reports(), rotations.sum(), bytes.sum(), size,
                failing || commit.isFailing());
    }

    private CompletableFuture<Void> write(byte[] line) throws IOException {
        lock.lock();
        try {
            refuseIfClosed();
            rotateIfFull(line.length);
            file.append(line);
            records.increment();
            bytes.add(line.length);
            size = file.size();
            return commit.appended();
        } finally {
            lock.unlock();
        }
    }

    private void refuseIfClosed() throws IOException {
        if (closed) {
            throw new IOException("the audit log is closed");
        }
    }

    private static void await(CompletableFuture<Void> safe) throws IOException {
        try {
            // Not get(), which an interrupt ends: nobody may be answered before the record is safe.
            safe.join();
        } catch (CompletionException e) {
            throw new IOException("cannot force it to disk: " + FailureLog.reason(e.getCause()), e);
        }
    }

    private void rotateIfFull(int coming) {
        boolean full = file.size() > 0 && file.size() + coming > options.maxBytes();
        if (rotated == null || !full || commit.isBehind() || System.nanoTime() - noRotationUntil < 0) {
            return;
        }
        try {
            continueIn(rotated.renew());
            rotations.increment();
        } catch (IOException e) {
            // Better a file that is too large than a record that is lost.
            failures.report("cannot set the audit log aside; still writing to it", e);
            noRotationUntil = System.nanoTime() + ROTATION_PAUSE_NANOS;
        }
    }

    private void continueIn(LineFile next) {
        commit.continueIn(next);
        file = next;
    }

    /** Opens the file anew, for after somebody else has renamed it. */
    public void reopen() throws IOException {
        lock.lock();
        try {
            refuseIfClosed();
            continueIn(LineFile.open(disk, options.file()));
        } finally {
            lock.unlock();
        }
    }

    /** @throws IOException if the last records could not be forced, or not in two seconds */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        long deadline = System.nanoTime() + CLOSE_NANOS;
        try (right) {
            commit.close(CLOSE_NANOS);
        } finally {
            if (rotated != null) {
                rotated.close(deadline - System.nanoTime());
            }
        }
    }
}
