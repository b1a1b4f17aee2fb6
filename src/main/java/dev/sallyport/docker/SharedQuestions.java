package dev.sallyport.docker;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one question about a thing be under way at a time, so that a thing that answers slowly cannot use up everybody's questions.
 * Those who come meanwhile share the next one: an answer is never older than the wish to know.
 */
final class SharedQuestions {

    /** What has not answered by then is stuck: nobody need wait behind so many others. */
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int MOST_WAITING_FOR_THE_STUCK = 8;
    private static final long NOBODY_ASKS = Long.MAX_VALUE;

    private final Map<String, Line> lines = new HashMap<>();

    /** Those who want to know about one thing. Its lock is held by the one who asks. */
    private static final class Line {
        private int length;
        private long askedAt = NOBODY_ASKS;
        private Round coming = new Round();

        boolean isStuck() {
            return length >= MOST_WAITING_FOR_THE_STUCK && askedAt != NOBODY_ASKS && System.nanoTime() - askedAt > STUCK_NANOS;
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
    <T> T ask(String thing, Supplier<T> question, Supplier<T> refusal) {
        Line line;
        Round round;
        synchronized (lines) {
            line = lines.computeIfAbsent(thing, _ -> new Line());
            if (line.isStuck()) {
                return refusal.get();
            }
            line.length++;
            round = line.coming;
        }
        try {
            return answer(line, round, question);
        } finally {
            synchronized (lines) {
                if (--line.length == 0) {
                    lines.remove(thing);
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // Equal questions have answers of one type.
    private <T> T answer(Line line, Round round, Supplier<T> question) {
        synchronized (line) {
            if (round.answer == null) {
                synchronized (lines) {
                    line.coming = new Round();
                    line.askedAt = System.nanoTime();
                }
                try {
                    round.answer = question.get();
                } finally {
                    synchronized (lines) {
                        line.askedAt = NOBODY_ASKS;
                    }
                }
            }
            return (T) round.answer;
        }
    }
}
