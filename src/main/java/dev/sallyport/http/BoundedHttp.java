package dev.sallyport.http;

import dev.sallyport.http.AnswerReader.Appetite;
import dev.sallyport.http.Outcome.Cause;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * An HTTP client whose every exchange ends within a deadline, the wait for its turn and a retry included. Follows no
 * redirect, keeps no cookies, takes only answers of bounded size. The exchange is done by the thread that asks.
 *
 * <p>Connections are kept. An exchange that fails before the first byte of an answer is tried once more, on a new
 * connection: the peer may have closed the kept one. So it is for requests that may arrive twice.
 */
public final class BoundedHttp implements Closeable {

    /**
     * @param deadline for the whole of one exchange; it is noticed within 20 ms
     * @param maxInFlight how many exchanges may be under way; further ones wait, within their deadline
     * @param maxAnswerBytes the largest body that is read
     * @param room for long bodies
     */
    public record Bounds(Duration deadline, int maxInFlight, int maxAnswerBytes, Room room) {
        public Bounds(Duration deadline, int maxInFlight, int maxAnswerBytes) {
            this(deadline, maxInFlight, maxAnswerBytes, Room.UNBOUNDED);
        }
    }

    private final Peer peer;
    private final Bounds bounds;
    private final Semaphore inFlight;
    private final Deadlines deadlines = new Deadlines();
    private final Deque<Connection> kept = new ConcurrentLinkedDeque<>();
    private final LongAdder answered = new LongAdder();
    private final LongAdder[] failed =
            Stream.generate(LongAdder::new).limit(Cause.values().length).toArray(LongAdder[]::new);
    private volatile boolean closed;

    public BoundedHttp(Peer peer, Bounds bounds) {
        this.peer = peer;
        this.bounds = bounds;
        this.inFlight = new Semaphore(bounds.maxInFlight());
    }

    /** Sends a request, and waits for its outcome. */
    public Outcome send(Request request) {
        return send(request, new Appetite(bounds.maxAnswerBytes(), false, bounds.room()));
    }

    /**
     * The same, but of a long answer only the beginning is read; then the connection is closed.
     *
     * @param most how many bytes of the body are wanted
     */
    public Outcome sendForHead(Request request, int most) {
        return send(request, new Appetite(most, true, bounds.room()));
    }

    private Outcome send(Request request, Appetite appetite) {
        Outcome outcome = exchange(request, appetite);
        switch (outcome) {
            case Outcome.Answered _ -> answered.increment();
            case Outcome.Failed(Cause cause, _) -> failed[cause.ordinal()].increment();
        }
        return outcome;
    }

    /** How many exchanges have ended in which way: {@code answered}, or the cause in lower case. */
    public Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        outcomes.put("answered", answered.sum());
        for (Cause cause : Cause.values()) {
            outcomes.put(cause.name().toLowerCase(Locale.ROOT), failed[cause.ordinal()].sum());
        }
        return outcomes;
    }

    private Outcome exchange(Request request, Appetite appetite) {
        Exchange exchange = new Exchange(System.nanoTime() + bounds.deadline().toNanos());
        try {
            if (!inFlight.tryAcquire(exchange.nanosLeft(), TimeUnit.NANOSECONDS)) {
                return new Outcome.Failed(Cause.BUSY, "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed(Cause.INTERRUPTED, "");
        }
        deadlines.watch(exchange);
        try {
            return send(request.bytes(peer.authority()), appetite, exchange);
        } finally {
            deadlines.forget(exchange);
            inFlight.release();
        }
    }

    private Outcome send(byte[] request, Appetite appetite, Exchange exchange) {
        Outcome first = attempt(request, appetite, exchange);
        if (first instanceof Outcome.Failed(Cause cause, _) && cause == Cause.UNREACHABLE) {
            // All of them: if the peer was restarted, the next kept one is as dead.
            closeKept();
            return attempt(request, appetite, exchange);
        }
        return first;
    }

    private Outcome attempt(byte[] request, Appetite appetite, Exchange exchange) {
        try {
            return ask(connection(exchange), request, appetite, exchange);
        } catch (IOException e) {
            return failed(Cause.UNREACHABLE, exchange, e);
        }
    }

    private Connection connection(Exchange exchange) throws IOException {
        for (Connection candidate = kept.poll(); candidate != null; candidate = kept.poll()) {
            if (candidate.isQuiet()) {
                exchange.uses(candidate);
                return candidate;
            }
            close(candidate);
        }
        return Connection.open(peer, exchange);
    }

    private Outcome ask(Connection connection, byte[] request, Appetite appetite, Exchange exchange) {
        boolean begun = false;
        boolean reusable = false;
        try {
            connection.send(request);
            connection.answers().awaitFirstByte();
            begun = true;
            AnswerReader.Answer answer = connection.answers().read(appetite);
            reusable = exchange.finish() && answer.reusable();
            return new Outcome.Answered(answer.status(), answer.headers(), answer.body());
        } catch (AnswerReader.TooLargeException e) {
            return new Outcome.Failed(Cause.TOO_LARGE, reason(e));
        } catch (IOException e) {
            return failed(begun ? Cause.BROKEN : Cause.UNREACHABLE, exchange, e);
        } finally {
            if (reusable && !closed) {
                kept.push(connection);
            } else {
                close(connection);
            }
        }
    }

    private static Outcome failed(Cause cause, Exchange exchange, IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            return new Outcome.Failed(Cause.INTERRUPTED, "");
        }
        return exchange.isOver() ? new Outcome.Failed(Cause.LATE, "") : new Outcome.Failed(cause, reason(e));
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private void closeKept() {
        for (Connection connection = kept.poll(); connection != null; connection = kept.poll()) {
            close(connection);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // It is given up in any case.
        }
    }

    @Override
    public void close() {
        closed = true;
        deadlines.close();
        closeKept();
    }
}
