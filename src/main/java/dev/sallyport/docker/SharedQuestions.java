package dev.sallyport.docker;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one question about a thing be under way at a time, so that a thing that answers slowly cannot use up everybody's
 * questions. Those who come meanwhile share the next one: an answer is never older than the wish to know.
 */
final class SharedQuestions {

    /**
     * What has not answered by then is stuck: nobody need wait behind so many others. Longer than a busy dockerd takes
     * for what a thousand ask for at once.
     */
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(1200);

    private static final int MOST_WAITING_FOR_THE_STUCK = 8;
    private static final long NOBODY_ASKS = Long.MAX_VALUE;

    private final Map<String, Line> lines = new HashMap<>();

    /** Those who want to know about one thing. */
    private static final class Line {
        private int length;
        private volatile long askedAt = NOBODY_ASKS;
        private Round coming = new Round();

        boolean isAsking() {
            return askedAt != NOBODY_ASKS;
        }

        boolean isStuck() {
            return length >= MOST_WAITING_FOR_THE_STUCK && isAsking() && System.nanoTime() - askedAt > STUCK_NANOS;
        }
    }

    /** A question that is asked once for all who joined before. */
    private static final class Round {
        private @Nullable Object answer;
    }

    /**
     * Asks, or waits for the answer that another has asked for.
     *
     * @param thing names the question: equal names, equal questions
     * @param refusal the answer for one who would wait behind many for a thing that does not answer
     */
    @SuppressWarnings("unchecked") // Equal questions have answers of one type.
    <T> T ask(String thing, Supplier<T> question, Supplier<T> refusal) {
        Line line;
        synchronized (lines) {
            line = lines.computeIfAbsent(thing, _ -> new Line());
            if (line.isStuck()) {
                return refusal.get();
            }
            line.length++;
        }
        try {
            Round round = join(line);
            return round.answer != null ? (T) round.answer : ask(line, round, question);
        } finally {
            synchronized (lines) {
                if (--line.length == 0) {
                    lines.remove(thing);
                }
            }
        }
    }

    /** Returns once the round has its answer, or it is the caller's turn to ask for it. */
    private static Round join(Line line) {
        boolean interrupted = false;
        try {
            synchronized (line) {
                Round round = line.coming;
                while (round.answer == null && line.isAsking()) {
                    try {
                        line.wait();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                if (round.answer == null) {
                    line.askedAt = System.nanoTime();
                    line.coming = new Round();
                }
                return round;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> T ask(Line line, Round round, Supplier<T> question) {
        T answer = null;
        try {
            answer = question.get();
            return answer;
        } finally {
            synchronized (line) {
                line.askedAt = NOBODY_ASKS;
                // One who was told to give up has no answer for others.
                round.answer = Thread.currentThread().isInterrupted() ? null : answer;
                line.notifyAll();
            }
        }
    }
}
