package dev.sallyport.docker;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells the operator what dockerd did not tell, one line a second at most: when it is stuck, every request asks. */
final class FailedQuestions {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<String> lines;
    private final LongSupplier nanoTime;
    private long quietUntil;
    private long leftOut;

    FailedQuestions(Consumer<String> lines, LongSupplier nanoTime) {
        this.lines = lines;
        this.nanoTime = nanoTime;
        this.quietUntil = nanoTime.getAsLong();
    }

    /** @param target what was asked for, percent-encoded */
    synchronized void report(String target, String why) {
        long now = nanoTime.getAsLong();
        if (now - quietUntil < 0) {
            leftOut++;
            return;
        }
        String more = leftOut == 0 ? "" : " (" + leftOut + " more since the last such line)";
        lines.accept("dockerd was asked for " + target + " in vain: " + why + more);
        leftOut = 0;
        quietUntil = now + PAUSE_NANOS;
    }
}
