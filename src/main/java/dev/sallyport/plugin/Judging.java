package dev.sallyport.plugin;

import dev.sallyport.action.ContextHandler;
import dev.sallyport.judge.Judgement;
import dev.sallyport.plugin.EnforcementPoint.Question;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of a message between threads. Where nobody has to be asked it is judged by the I/O thread that read it.
 * Everything else goes once to a thread of its own, from a bounded number, and is judged straight down. These are
 * platform threads: a system call that hangs, on a dead file server say, holds the thread that made it, and nothing
 * else.
 *
 * <p>What would take more than there is, threads or memory, waits its turn, or is refused at once. The deadline is
 * another thread's: whoever is first, judge or watch, answers and writes it down, once.
 */
public final class Judging implements Closeable {

    /** A message up to this size needs no budget: everyday ones have two or three KiB. */
    static final int SMALL_BYTES = 8 << 10;

    private static final int MOST_WAITING = 8192;
    /** GoJson reads no more than 50,000 values. */
    private static final long MOST_FOR_VALUES = 5 << 20;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String TOO_MUCH = "too much is being judged";

    /**
     * @param threads how many questions may be judged at once. There may be twice as many threads, for those that are
     *     lost: their questions were answered by the watch, and they have not come back
     * @param messageBytes how much the messages may take that have come or are coming and are not answered, small ones
     *     aside
     * @param judgingBytes how much judging may take
     * @param clerks how many answers may wait at once for their records, where nobody had to be asked
     * @param deadline for one decision; a later one is a denial. It is noticed within 100 ms
     */
    public record Bounds(int threads, int messageBytes, long judgingBytes, int clerks, Duration deadline) {

        /**
         * What a heap of 192 MiB has room for.
         *
         * @param waitsForDisk whether a record is written only once the disk has it: a single clerk would wait for it
         *     again and again
         */
        public static Bounds within(Duration deadline, boolean waitsForDisk) {
            return new Bounds(256, 40 << 20, 40 << 20, waitsForDisk ? 64 : 1, deadline);
        }
    }

    /** What the present thread judges. */
    private static final ScopedValue<Case> PRESENT = ScopedValue.newInstance();
    /** An answer takes its bytes, and several times as much for what is made of them. */
    private static final int BYTES_FOR_AN_ANSWERS = 9;
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Whoever waits keeps dockerd from being asked by others. */
    private static final int MOST_WAITING_FOR_ROOM = 8;

    private final EnforcementPoint point;
    private final boolean asksOthers;
    private final Bounds bounds;
    private final ExecutorService judges;
    /** For refusals, which have to be written down, and must not wait for a judge. */
    private final ExecutorService clerks;
    private final Thread watch = Thread.ofPlatform().daemon().name("sallyport-deadlines").unstarted(this::watch);
    private final Semaphore messageBytes;
    private final Set<Case> open = ConcurrentHashMap.newKeySet();
    private final Line small;
    private final Line large;
    private final LongAdder turnedAway = new LongAdder();
    private final LongAdder late = new LongAdder();
    private int judging;
    private int lost;
    private int waitingForRoom;
    private volatile boolean asleep;
    private volatile boolean closed;

    /**
     * @param asksOthers whether every decision asks somebody else than the rules, so that none can be made by an I/O
     *     thread
     */
    public Judging(EnforcementPoint point, boolean asksOthers, Bounds bounds) {
        this.point = point;
        this.asksOthers = asksOthers;
        this.bounds = bounds;
        this.judges = judges(2 * bounds.threads());
        this.clerks = clerks(bounds.clerks());
        this.messageBytes = new Semaphore(bounds.messageBytes());
        this.small = new Line(bounds.judgingBytes() / 4);
        this.large = new Line(bounds.judgingBytes() - small.bytesLeft);
        watch.start();
    }

    private static ExecutorService judges(int most) {
        return new ThreadPoolExecutor(
                0, most, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("sallyport-judge").factory());
    }

    private static ExecutorService clerks(int count) {
        ThreadPoolExecutor clerks =
                new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING),
                        Thread.ofPlatform().daemon().name("sallyport-clerk").factory(),
                        new ThreadPoolExecutor.CallerRunsPolicy());
        clerks.allowCoreThreadTimeOut(true);
        return clerks;
    }

    /**
     * Makes room for a message that grows. Returns whether there is any; what was taken is given back by {@link #give}.
     */
    boolean take(int bytes) {
        boolean taken = messageBytes.tryAcquire(bytes);
        if (!taken) {
            turnedAway.increment();
        }
        return taken;
    }

    void give(int bytes) {
        messageBytes.release(bytes);
    }

    /**
     * Answers a message. To be called by an I/O thread: it does not block.
     *
     * @param taken the room that was taken for the message; it is given back
     * @param to is given the answer, once, by any thread
     */
    void answer(byte[] message, int taken, Consumer<PluginAnswer> to) {
        if (message.length > SMALL_BYTES) {
            admit(new Case(message, point.unread(), taken, to));
            return;
        }
        give(taken);
        Question question;
        try {
            question = point.read(message);
        } catch (PluginMessage.MalformedException e) {
            refuse(String.valueOf(e.getMessage()), to);
            return;
        }
        if (point.isOwn(question)) {
            to.accept(new PluginAnswer.Allow());
        } else if (asksOthers || !ContextHandler.isPlainRead(question.request())) {
            admit(new Case(message, question, 0, to));
        } else {
            Judgement judgement = point.judge(question);
            if (point.isUnrecorded(judgement)) {
                to.accept(point.conclude(question, judgement));
            } else {
                clerks.execute(() -> to.accept(point.conclude(question, judgement)));
            }
        }
    }

    /** Takes note of a response. What has happened cannot be undone by hiding it, so it is always allowed. */
    void responded(byte[] message, int taken, Consumer<PluginAnswer> to) {
        clerks.execute(() -> {
            point.responded(message);
            give(taken);
            to.accept(new PluginAnswer.Allow());
        });
    }

    /** Whether no response need be read. */
    boolean needsNoResponse() {
        return point.holdsNothing();
    }

    /** A dockerd has begun to ask. */
    void activated() {
        point.activated();
    }

    /** Turns a message away that could not be read, and writes that down. */
    void refuse(String why, Consumer<PluginAnswer> to) {
        clerks.execute(() -> to.accept(point.fail(point.unread(), why)));
    }

    // ---- who is judged, and who waits -------------------------------------------------------------------------------

    private void admit(Case one) {
        if (isAdmitted(one)) {
            if (asleep) {
                LockSupport.unpark(watch);
            }
        } else {
            turnedAway.increment();
            clerks.execute(() -> one.giveUp(TOO_MUCH));
        }
    }

    private synchronized boolean isAdmitted(Case one) {
        if (closed || one.line.isFull() || lost >= 2 * bounds.threads()) {
            return false;
        }
        open.add(one);
        one.line.waiting.add(one);
        startWaiting();
        return true;
    }

    /**
     * Takes memory for an answer to a question that the present thread asks in judging, until it has done so. Waits a
     * little for others. Whoever is not judging takes nothing.
     *
     * @param bytes the length of the answer, or of one more piece
     */
    public static boolean isRoomFor(int bytes) {
        return !PRESENT.isBound() || PRESENT.get().takeForAnswer((long) BYTES_FOR_AN_ANSWERS * bytes);
    }

    private synchronized boolean awaitRoom(long bytes) {
        waitingForRoom++;
        try {
            long end = System.nanoTime() + PATIENCE_NANOS;
            for (long left = PATIENCE_NANOS; left > 0 && large.bytesLeft < bytes; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return large.bytesLeft >= bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waitingForRoom--;
        }
    }

    private synchronized void startWaiting() {
        small.startWaiting();
        large.startWaiting();
    }

    /**
     * How much there is to judge, for an operator.
     *
     * @param judging questions that are judged now, by a thread of their own
     * @param waiting questions that wait for a thread or for memory
     * @param lost threads whose question was answered by the watch, and that have not come back
     * @param messageBytesLeft what is left of the room for messages
     * @param turnedAway how many were refused because there was too much, since the start
     * @param late how many were refused because no decision was made in time, since the start
     * @param isStuck whether so many are lost that nothing more is judged
     */
    public record Load(int judging, int waiting, int lost, int messageBytesLeft, long turnedAway, long late,
            boolean isStuck) {}

    /** How much there is to judge now. */
    public synchronized Load load() {
        return new Load(judging, small.waiting.size() + large.waiting.size(), lost, messageBytes.availablePermits(),
                turnedAway.sum(), late.sum(), lost >= 2 * bounds.threads());
    }

    private boolean isThreadLeft() {
        return judging < Math.min(bounds.threads(), 2 * bounds.threads() - lost);
    }

    /**
     * What judging a message takes: its text and its body a few times over, and the values in it, of which there is a
     * bound.
     */
    private static long cost(int bytes) {
        return 4L * bytes + Math.min(8L * bytes, MOST_FOR_VALUES);
    }

    /**
     * Small messages and large ones wait apart, each with memory of their own: a few large ones stop nobody's everyday
     * work.
     */
    private final class Line {
        private final Queue<Case> waiting = new ArrayDeque<>();
        private final long bytes;
        private long bytesLeft;

        Line(long bytes) {
            this.bytes = bytes;
            this.bytesLeft = bytes;
        }

        /** One that queued behind another that has waited this long would be too late anyway. */
        boolean isFull() {
            Case first = waiting.peek();
            return waiting.size() >= MOST_WAITING || first != null && first.age() > bounds.deadline().toNanos() / 2;
        }

        /** Starts as many as there is room for, in the order in which they came. */
        void startWaiting() {
            for (Case next = waiting.peek(); next != null; next = waiting.peek()) {
                if (!next.answered && (!isThreadLeft() || next.cost > bytesLeft)) {
                    return;
                }
                waiting.remove();
                if (!next.answered) {
                    next.started = true;
                    judging++;
                    bytesLeft -= next.cost;
                    judges.execute(next);
                }
            }
        }
    }

    // ---- the deadline -----------------------------------------------------------------------------------------------

    private void watch() {
        while (!closed) {
            asleep = true;
            if (open.isEmpty()) {
                LockSupport.park(this);
            }
            asleep = false;
            LockSupport.parkNanos(this, LOOK_NANOS);
            for (Case one : open) {
                if (one.age() > bounds.deadline().toNanos() && open.remove(one)) {
                    late.increment();
                    clerks.execute(() -> one.giveUp("no decision within " + bounds.deadline().toMillis() + " ms"));
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
        judges.shutdownNow();
        clerks.shutdown();
    }

    /** One message that is judged by a thread of its own. What changes is guarded by the lock of all. */
    private final class Case implements Runnable {
        private final long since = System.nanoTime();
        private final byte[] message;
        private final Consumer<PluginAnswer> to;
        private final Line line;
        private final long cost;
        private final int taken;
        private volatile Question question;
        private long answers;
        private boolean started;
        private boolean answered;
        private boolean isLost;
        private @Nullable Thread thread;

        Case(byte[] message, Question question, int taken, Consumer<PluginAnswer> to) {
            this.message = message;
            this.question = question;
            this.taken = taken;
            this.to = to;
            this.line = message.length > SMALL_BYTES ? large : small;
            this.cost = Math.min(line.bytes, cost(message.length));
        }

        long age() {
            return System.nanoTime() - since;
        }

        @Override
        public void run() {
            try {
                if (begins()) {
                    ScopedValue.where(PRESENT, this).run(this::judge);
                }
            } finally {
                ends();
            }
        }

        private boolean begins() {
            synchronized (Judging.this) {
                thread = Thread.currentThread();
                return !answered;
            }
        }

        /** Of the memory of the large ones: everyday work needs its own. */
        boolean takeForAnswer(long bytes) {
            synchronized (Judging.this) {
                if (large.bytesLeft < bytes && (waitingForRoom >= MOST_WAITING_FOR_ROOM || !awaitRoom(bytes))) {
                    return false;
                }
                large.bytesLeft -= bytes;
                answers += bytes;
                return true;
            }
        }

        private void judge() {
            try {
                if (taken > 0) {
                    question = point.read(message);
                }
                if (point.isOwn(question)) {
                    answer(PluginAnswer.Allow::new);
                    return;
                }
                Judgement judgement = point.judge(question);
                answer(() -> point.conclude(question, judgement));
            } catch (PluginMessage.MalformedException e) {
                answer(() -> point.fail(question, String.valueOf(e.getMessage())));
            }
        }

        /** Gives the answer, unless the watch has. */
        private void answer(Supplier<PluginAnswer> answer) {
            synchronized (Judging.this) {
                thread = null;
                if (answered) {
                    return;
                }
                answered = true;
            }
            open.remove(this);
            to.accept(answer.get());
            give(taken);
        }

        /** Another question takes the place of its thread, which may never come back. */
        void giveUp(String why) {
            synchronized (Judging.this) {
                if (answered) {
                    return;
                }
                answered = true;
                if (started) {
                    isLost = true;
                    judging--;
                    lost++;
                }
                if (thread != null) {
                    thread.interrupt();
                }
                startWaiting();
            }
            to.accept(point.conclude(question, point.refused(question, why)));
            give(taken);
        }

        private void ends() {
            synchronized (Judging.this) {
                thread = null;
                // The interrupt was meant for this question, not for the thread's next one.
                Thread.interrupted();
                line.bytesLeft += cost;
                if (answers > 0) {
                    large.bytesLeft += answers;
                    Judging.this.notifyAll();
                }
                if (isLost) {
                    lost--;
                } else {
                    judging--;
                }
                startWaiting();
            }
        }
    }
}
