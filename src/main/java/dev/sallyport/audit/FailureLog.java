package dev.sallyport.audit;

import dev.sallyport.settings.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells the operator what is wrong with the audit log, but not more often than is useful, however many requests meet
 * it.
 */
final class FailureLog {

    private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());

    private final Consumer<String> lines;
    private final LongSupplier nanoTime;
    private final long pauseNanos;
    private final LongAdder reports = new LongAdder();
    private long quietUntil;
    private long leftOut;

    /** One line a second at most. */
    FailureLog() {
        this(FailureLog::error, System::nanoTime);
    }

    FailureLog(Consumer<String> lines, LongSupplier nanoTime) {
        this(lines, nanoTime, Duration.ofSeconds(1));
    }

    private FailureLog(Consumer<String> lines, LongSupplier nanoTime, Duration pause) {
        this.lines = lines;
        this.nanoTime = nanoTime;
        this.pauseNanos = pause.toNanos();
        this.quietUntil = nanoTime.getAsLong();
    }

    /** For what must not keep other lines away: it goes to the same place, at a pace of its own. */
    FailureLog apart(Duration pause) {
        return new FailureLog(lines, nanoTime, pause);
    }

    private static void error(String line) {
        LOG.log(System.Logger.Level.ERROR, line);
    }

    void report(String what, IOException failure) {
        report(what + ": " + reason(failure));
    }

    /** How many were reported, those that made no line included. */
    long reports() {
        return reports.sum();
    }

    synchronized void report(String what) {
        reports.increment();
        long now = nanoTime.getAsLong();
        if (now - quietUntil < 0) {
            leftOut++;
            return;
        }
        lines.accept(leftOut == 0 ? what : what + " (" + leftOut + " more since the last such line)");
        leftOut = 0;
        quietUntil = now + pauseNanos;
    }

    static String reason(Throwable failure) {
        return Reason.of(failure);
    }
}
