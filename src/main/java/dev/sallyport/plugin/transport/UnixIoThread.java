package dev.sallyport.plugin.transport;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;

/**
 * A selector loop that is an XNIO I/O thread: it runs tasks, then timers, then whatever channel is ready. Built on
 * XNIO's public API alone, since {@code xnio-nio} knows TCP and nothing else.
 */
final class UnixIoThread extends XnioIoThread {

    private static final System.Logger LOG = System.getLogger(UnixIoThread.class.getName());

    /** So that tasks which add tasks cannot starve the channels. */
    private static final int TASKS_PER_TURN = 1024;

    /** What a registered channel does when it is ready, or when the loop ends under it. Attached to its key. */
    interface Handle {
        void ready(int operations);

        void terminate();
    }

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final AtomicLong timerSequence = new AtomicLong();
    private final AtomicBoolean wakeupPending = new AtomicBoolean();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final Consumer<Throwable> onDeath;
    private volatile boolean stopping;

    /**
     * @param onDeath told if the loop ends without having been asked to, and why: nobody serves its connections any
     *     more
     */
    UnixIoThread(UnixWorker worker, int number, Consumer<Throwable> onDeath) throws IOException {
        super(worker, number, "sallyport-io-" + number);
        this.onDeath = onDeath;
        this.selector = Selector.open();
        setDaemon(true);
    }

    SelectionKey register(SelectableChannel channel, int operations, Handle handle) throws ClosedChannelException {
        SelectionKey key = channel.register(selector, operations, handle);
        wakeup();
        return key;
    }

    /**
     * Makes the loop look at interest sets, tasks and timers again. One pending wake-up is enough for any number of
     * callers.
     */
    void wakeup() {
        if (Thread.currentThread() != this && wakeupPending.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    @Override
    public void execute(Runnable task) {
        if (stopping && Thread.currentThread() != this) {
            throw new RejectedExecutionException("the I/O thread is stopping");
        }
        tasks.add(task);
        wakeup();
    }

    @Override
    public Key executeAfter(Runnable task, long time, TimeUnit unit) {
        if (stopping) {
            throw new RejectedExecutionException("the I/O thread is stopping");
        }
        if (time <= 0) {
            execute(task);
            return Key.IMMEDIATE;
        }
        Timer timer = new Timer(System.nanoTime() + unit.toNanos(time), timerSequence.incrementAndGet(), task);
        synchronized (timers) {
            timers.add(timer);
        }
        wakeup();
        return timer;
    }

    @Override
    public Key executeAtInterval(Runnable task, long time, TimeUnit unit) {
        Interval interval = new Interval(task, time, unit);
        interval.schedule();
        return interval;
    }

    void shutdown() {
        stopping = true;
        selector.wakeup();
    }

    boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
        return terminated.await(time, unit);
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                runTasks();
                long delay = runTimers();
                select(delay);
                wakeupPending.set(false);
                serveReady();
            }
            terminateChannels();
            runTasks();
        } catch (Throwable e) {
            if (!stopping) {
                onDeath.accept(e);
            }
        } finally {
            IoUtils.safeClose(selector);
            terminated.countDown();
        }
    }

    private void runTasks() {
        Runnable task;
        for (int n = 0; n < TASKS_PER_TURN && (task = tasks.poll()) != null; n++) {
            guarded(task);
        }
    }

    /** Runs what is due. Returns the nanoseconds until the next timer, or -1 if there is none. */
    private long runTimers() {
        List<Runnable> due = new ArrayList<>();
        long delay = -1;
        synchronized (timers) {
            long now = System.nanoTime();
            for (Timer first = timers.peek(); first != null; first = timers.peek()) {
                if (first.deadline - now > 0) {
                    delay = first.deadline - now;
                    break;
                }
                timers.poll();
                due.add(first.task);
            }
        }
        due.forEach(UnixIoThread::guarded);
        return due.isEmpty() ? delay : 0;
    }

    private void select(long delay) throws IOException {
        if (delay == 0 || !tasks.isEmpty()) {
            selector.selectNow();
        } else {
            // Rounded up: a timer must not be found a fraction of a millisecond early, again and again.
            selector.select(delay < 0 ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(delay));
        }
    }

    private void serveReady() {
        if (selector.selectedKeys().isEmpty()) {
            return;
        }
        // A copy: a handler may close channels, its own and others.
        List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            guarded(() -> {
                try {
                    ((Handle) key.attachment()).ready(key.readyOps());
                } catch (CancelledKeyException e) {
                    // Closed by an earlier handler of this turn.
                }
            });
        }
    }

    private void terminateChannels() throws IOException {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            // One that was taken back is its owner's to close.
            if (key.isValid()) {
                guarded(((Handle) key.attachment())::terminate);
                IoUtils.safeClose(key.channel());
            }
        }
        selector.selectNow();
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (OutOfMemoryError e) {
            // What it has left undone nobody knows.
            throw e;
        } catch (RuntimeException | Error e) {
            // The loop serves every connection of its share: one that fails must not take the others with it.
            LOG.log(System.Logger.Level.ERROR, "an I/O task failed", e);
        }
    }

    private final class Timer implements Key, Comparable<Timer> {
        private final long deadline;
        private final long sequence;
        private final Runnable task;

        Timer(long deadline, long sequence, Runnable task) {
            this.deadline = deadline;
            this.sequence = sequence;
            this.task = task;
        }

        @Override
        public boolean remove() {
            synchronized (timers) {
                return timers.remove(this);
            }
        }

        @Override
        public int compareTo(Timer other) {
            // By difference: nanoTime may wrap around.
            int byDeadline = Long.signum(deadline - other.deadline);
            return byDeadline != 0 ? byDeadline : Long.compare(sequence, other.sequence);
        }
    }

    private final class Interval implements Key, Runnable {
        private final Runnable task;
        private final long time;
        private final TimeUnit unit;
        private volatile boolean removed;
        private volatile @Nullable Key next;

        Interval(Runnable task, long time, TimeUnit unit) {
            this.task = task;
            this.time = time;
            this.unit = unit;
        }

        void schedule() {
            next = executeAfter(this, time, unit);
        }

        @Override
        public void run() {
            if (!removed) {
                guarded(task);
                schedule();
            }
        }

        @Override
        public boolean remove() {
            removed = true;
            Key key = next;
            return key != null && key.remove();
        }
    }
}
