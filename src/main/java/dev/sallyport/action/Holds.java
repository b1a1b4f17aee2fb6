package dev.sallyport.action;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was judged what it is until dockerd has acted on it. dockerd looks names up again after the plugin has
 * answered: meanwhile nobody may give a name to something else, and nobody may be judged by a name that is just being
 * given away. Both sides wait for each other, for a bounded time, and are then refused.
 */
public final class Holds {

    /** How long a request waits for others, all its claims together. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /**
     * Far longer than dockerd takes from the answer to the look-up, for requests whose response comes late: streams.
     */
    private static final Duration AFTER_ANSWER = Duration.ofMillis(400);

    /** For a response that never comes: longer than dockerd takes for anything that changes a name. */
    private static final Duration LOST = Duration.ofMinutes(10);

    /** What a request relies on, or changes. */
    sealed interface Claim {
        /** Relies on what a name stands for. */
        record UsesName(Kind kind, String name) implements Claim {}

        /** Makes a name stand for something. */
        record GivesName(Kind kind, String name) implements Claim {}

        /** Relies on a container's keeping its name. */
        record Pins(String id, String name) implements Claim {}

        /** Keeps dockerd busy with a container: whoever changes its name would wait there, and choose the moment. */
        record Occupies(String id, String name) implements Claim {}

        /** Relies on what is in a container's files. */
        record ReadsFiles(String id) implements Claim {}

        /** Copies something into a container. */
        record WritesFiles(String id) implements Claim {}

        /** Takes the name from a container, or removes it. */
        record Changes(String reference) implements Claim {}

        /** Removes containers that it does not name. */
        record ChangesAny() implements Claim {}

        default boolean isAgainst(Claim other) {
            return opposes(this, other) || opposes(other, this);
        }

        private static boolean opposes(Claim using, Claim changing) {
            return switch (using) {
                case UsesName(Kind kind, String name) -> changing.equals(new GivesName(kind, name));
                case Pins(String id, String name) -> changing instanceof ChangesAny || means(changing, id, name);
                case Occupies(String id, String name) -> means(changing, id, name);
                case ReadsFiles(String id) -> changing.equals(new WritesFiles(id));
                case GivesName _ -> false;
                case WritesFiles _ -> false;
                case Changes _ -> false;
                case ChangesAny() -> false;
            };
        }

        private static boolean means(Claim changing, String id, String name) {
            return changing instanceof Changes(String reference)
                    && (reference.equals(name) || !reference.isEmpty() && id.startsWith(reference));
        }
    }

    enum Kind {
        CONTAINER,
        VOLUME
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final HeldClaims held = new HeldClaims();
    /** Those who hold something and are being judged. */
    private final Set<Hold> judged = new HashSet<>();
    /** Those whose requests were permitted, by their requests, and in the order in which they will be let go. */
    private final Map<String, Set<Hold>> permitted = new HashMap<>();
    private final Set<Hold> streams = new LinkedHashSet<>();
    private final Set<Hold> others = new LinkedHashSet<>();
    private final List<Waiting> waiting = new ArrayList<>();

    /** One who has not got a claim yet, in the order of arrival. */
    private record Waiting(Hold hold, Claim claim) {
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** What one request holds, from its first claim on. */
    public final class Hold implements AutoCloseable {
        private final long patienceEnds = System.nanoTime() + PATIENCE.toNanos();
        private final List<Claim> claims = new ArrayList<>();
        private String request = "";
        private long until;
        private boolean closed;

        private Hold() {}

        /** Returns false if another request is in the way, and stays there. */
        boolean take(Claim claim) {
            Waiting mine = new Waiting(this, claim);
            lock.lock();
            try {
                waiting.add(mine);
                while (isTaken(mine)) {
                    long pause = Math.min(patienceEnds - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(50));
                    if (released.awaitNanos(pause) <= 0 && patienceEnds <= System.nanoTime()) {
                        return false;
                    }
                }
                if (closed) {
                    // Too late: the request has been answered, and nobody would let go.
                    return false;
                }
                judged.add(this);
                claims.add(claim);
                held.add(claim, this);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                waiting.remove(mine);
                released.signalAll();
                lock.unlock();
            }
        }

        /** First come, first served: a stream of requests that change a name must not keep out those that use it. */
        private boolean isTaken(Waiting mine) {
            expire(streams);
            expire(others);
            if (held.isInTheWay(mine.claim, this)) {
                return true;
            }
            for (Waiting other : waiting) {
                if (other == mine) {
                    return false;
                }
                if (other.hold() != this && mine.claim().isAgainst(other.claim())) {
                    return true;
                }
            }
            return false;
        }

        /** Whether nothing is held: a request that relies on nothing, as most do. */
        public boolean isEmpty() {
            lock.lock();
            try {
                return claims.isEmpty();
            } finally {
                lock.unlock();
            }
        }

        /**
         * To be called when the request is about to be permitted: dockerd still has to act on it.
         *
         * @param key the same for the request and its response
         * @param stream whether the response comes only when a stream ends, long after dockerd has looked names up
         */
        public void keepUntilResponse(String key, boolean stream) {
            lock.lock();
            try {
                if (!judged.remove(this)) {
                    // A new dockerd has come meanwhile.
                    return;
                }
                request = key;
                until = System.nanoTime() + (stream ? AFTER_ANSWER : LOST).toNanos();
                (stream ? streams : others).add(this);
                permitted.computeIfAbsent(key, _ -> new HashSet<>(2)).add(this);
            } finally {
                lock.unlock();
            }
        }

        /** Lets go of everything, unless dockerd still has to act on the request. */
        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                if (judged.contains(this)) {
                    release(this);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** For one request. */
    public Hold open() {
        return new Hold();
    }

    /** Whether any response is waited for. */
    public boolean isIdle() {
        lock.lock();
        try {
            return judged.isEmpty() && permitted.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** How many claims wait for others. */
    int waitingCount() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** dockerd has done what a request asked for. Of several equal requests, any one is let go. */
    public void responded(String key) {
        lock.lock();
        try {
            Set<Hold> equal = permitted.get(key);
            if (equal != null) {
                release(equal.iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    /** A new dockerd has come: nothing that another one was asked for is under way any more. */
    public void clear() {
        lock.lock();
        try {
            held.clear();
            judged.clear();
            permitted.clear();
            streams.clear();
            others.clear();
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of those whose time is over. The caller holds the lock, as below. */
    private void expire(Set<Hold> inOrder) {
        while (!inOrder.isEmpty()) {
            Hold first = inOrder.iterator().next();
            if (first.until - System.nanoTime() > 0) {
                return;
            }
            release(first);
        }
    }

    private void release(Hold hold) {
        judged.remove(hold);
        streams.remove(hold);
        others.remove(hold);
        Set<Hold> equal = permitted.get(hold.request);
        if (equal != null && equal.remove(hold) && equal.isEmpty()) {
            permitted.remove(hold.request);
        }
        hold.claims.forEach(claim -> held.remove(claim, hold));
        released.signalAll();
    }
}
