package dev.sallyport.docker;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one question about a thing be under way at a time, so that a thing that answers slowly cannot use up everybody's questions.
 * Those who come meanwhile share the next one: an answer is never older than the wish to know.
 */
final class SharedQuestions {

    private final Map<String, Line> lines = new HashMap<>();

    /** Those who want to know about one thing. Its lock is held by the one who asks. */
    private static final class Line {
        private int length;
        private Round coming = new Round();
    }

    /** A question that is asked once for all who joined before. */
    private static final class Round {
        private @Nullable Object answer;
    }

    /**
     * Asks, or waits for the answer that another has asked for.
     *
     * @param thing names the question: equal names, equal questions
     */
    @SuppressWarnings("unchecked") // Equal questions have answers of one type.
    <T> T ask(String thing, Supplier<T> question) {
        Line line;
        Round round;
        synchronized (lines) {
            line = lines.computeIfAbsent(thing, _ -> new Line());
            line.length++;
            round = line.coming;
        }
        try {
            synchronized (line) {
                if (round.answer != null) {
                    return (T) round.answer;
                }
                synchronized (lines) {
                    line.coming = new Round();
                }
                T answer = question.get();
                if (!Thread.currentThread().isInterrupted()) {
                    // One who was told to give up has no answer for others.
                    round.answer = answer;
                }
                return answer;
            }
        } finally {
            synchronized (lines) {
                if (--line.length == 0) {
                    lines.remove(thing);
                }
            }
        }
    }
}
