package dev.sallyport.metrics;

import dev.sallyport.metrics.DecisionCounters.Totals;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What was decided in the last minutes: the totals as they were each minute, and nothing on the way of a request. */
public final class Recent {

    /** Back to then. */
    static final int MINUTES = 15;

    /** The oldest first; the start is one. */
    private final Deque<Totals> samples = new ArrayDeque<>(List.of(new Totals(0, 0)));

    /**
     * What was decided within a time.
     *
     * @param minutes how long it is, {@value #MINUTES} at most
     */
    public record Span(int minutes, long permitted, long denied) {}

    /** To be called each minute. */
    public synchronized void sample(Totals totals) {
        samples.add(totals);
        if (samples.size() > MINUTES + 1) {
            samples.remove();
        }
    }

    /** From the oldest sample until now. */
    public synchronized Span until(Totals now) {
        Totals then = samples.element();
        return new Span(Math.min(samples.size(), MINUTES),
                now.permitted() - then.permitted(), now.denied() - then.denied());
    }
}
