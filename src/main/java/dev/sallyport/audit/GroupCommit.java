package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Forces what was appended, on a thread of its own: one force serves all that wait for it, and whoever comes while it
 * runs waits for the next.
 *
 * <p>When a force fails, everything written before it returned has failed, even if the next one succeeds: Linux reports
 * a page that it could not write once, and from then on takes it for clean (fsync(2), under EIO).
 */
final class GroupCommit {

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
    private static final int MAX_RETIRED = 8;
    private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Disk disk;
    private final Path directory;
    private final AuditLog.Sync sync;
    private final FailureLog failures;
    private final Thread thread = Thread.ofPlatform().daemon().name("sallyport-audit-force").unstarted(this::run);

    /** The lock that appends hold: what is written and who waits for it must never be seen apart. */
    private final ReentrantLock lock;

    private final Condition work;
    private final List<LineFile> retired = new ArrayList<>();
    private LineFile file;
    private CompletableFuture<Void> waiting = new CompletableFuture<>();
    /** Whether there is something to force or to close. */
    private boolean pending;
    /** Whether the directory is to be forced too, because the log's file may be new in it. */
    private boolean renamed = true;
    private boolean hurried;
    private volatile boolean failing;
    private boolean closing;

    /** What is forced at once; {@code served} is for those who wait. */
    private record Round(
            List<LineFile> retired, LineFile file, boolean renamed, boolean last, CompletableFuture<Void> served) {}

    GroupCommit(Disk disk, Path directory, AuditLog.Sync sync, FailureLog failures, ReentrantLock lock, LineFile file) {
        this.disk = disk;
        this.directory = directory;
        this.sync = sync;
        this.failures = failures;
        this.lock = lock;
        this.work = lock.newCondition();
        this.file = file;
    }

    void start() {
        thread.start();
    }

    /**
     * Something has been written to the file. The caller holds the lock, since before it wrote.
     *
     * @return done when it is as safe as {@code sync} promises. After a failed force, {@code BATCHED} waits as
     *     {@code EACH} does until one succeeds: what a disk that has just failed will keep is not taken on trust.
     */
    CompletableFuture<Void> appended() {
        if (sync == AuditLog.Sync.NONE) {
            return DONE;
        }
        if (!thread.isAlive()) {
            return CompletableFuture.failedFuture(new IOException("the thread that forces it has died"));
        }
        boolean hurry = sync == AuditLog.Sync.EACH || failing;
        if (!pending || hurry && !hurried) {
            pending = true;
            hurried = hurry;
            work.signal();
        }
        return hurry ? waiting : DONE;
    }

    /** From now on another file is written to; the one until now is forced and closed. The caller holds the lock. */
    void continueIn(LineFile next) {
        LineFile former = file;
        file = next;
        if (sync == AuditLog.Sync.NONE) {
            close(former);
            return;
        }
        retired.add(former);
        renamed = true;
        pending = true;
        work.signal();
    }

    /** Whether so many former files are still open that the disk cannot keep up. The caller holds the lock. */
    boolean isBehind() {
        return retired.size() >= MAX_RETIRED;
    }

    /** Whether the last force failed. */
    boolean isFailing() {
        return failing;
    }

    private void run() {
        boolean last;
        do {
            Round round = next();
            settle(round, force(round));
            last = round.last();
        } while (!last);
    }

    private Round next() {
        lock.lock();
        try {
            while (!pending && !closing) {
                work.awaitUninterruptibly();
            }
            pauseForBatch();
            Round round = new Round(List.copyOf(retired), file, renamed, closing, waiting);
            waiting = new CompletableFuture<>();
            pending = false;
            hurried = false;
            renamed = false;
            return round;
        } finally {
            lock.unlock();
        }
    }

    private void pauseForBatch() {
        long left = sync == AuditLog.Sync.BATCHED ? BATCH_NANOS : 0;
        while (left > 0 && !hurried && !closing) {
            try {
                left = work.awaitNanos(left);
            } catch (InterruptedException e) {
                // Nobody has a reason to; to force too early does no harm.
                return;
            }
        }
    }

    private @Nullable IOException force(Round round) {
        try {
            if (sync != AuditLog.Sync.NONE) {
                for (LineFile old : round.retired()) {
                    old.force();
                }
                if (round.renamed()) {
                    disk.forceNames(directory);
                }
                round.file().force();
            }
            return null;
        } catch (IOException e) {
            return e;
        } catch (RuntimeException | Error e) {
            // It is a force that failed, whatever it was; without this thread there would never be another.
            return new IOException(e);
        } finally {
            round.retired().forEach(this::close);
            if (round.last()) {
                close(round.file());
            }
        }
    }

    private void close(LineFile output) {
        try {
            output.close();
        } catch (IOException e) {
            failures.report("cannot close the audit log", e);
        }
    }

    private void settle(Round round, @Nullable IOException failure) {
        CompletableFuture<Void> waitedMeanwhile = DONE;
        lock.lock();
        try {
            retired.removeAll(round.retired());
            failing = failure != null;
            if (failing) {
                waitedMeanwhile = waiting;
                waiting = new CompletableFuture<>();
                // The next force must have something new to prove itself on.
                pending = !retired.isEmpty();
                hurried = false;
                renamed |= round.renamed();
            }
        } finally {
            lock.unlock();
        }
        if (failure == null) {
            round.served().complete(null);
        } else {
            round.served().completeExceptionally(failure);
            waitedMeanwhile.completeExceptionally(failure);
            failures.report("cannot force the audit log to disk", failure);
        }
    }

    /**
     * Forces what is there, closes it, and ends. Nothing may be appended any more.
     *
     * @param nanos how long the disk may take, in nanoseconds
     * @throws IOException if it took longer, or the force failed
     */
    void close(long nanos) throws IOException {
        CompletableFuture<Void> rest;
        lock.lock();
        try {
            closing = true;
            rest = waiting;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            rest.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    "cannot force the audit log to disk: " + FailureLog.reason(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the disk did not take the last audit records in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
