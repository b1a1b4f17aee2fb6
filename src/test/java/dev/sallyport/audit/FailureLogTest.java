package dev.sallyport.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FailureLogTest {

    private final List<String> lines = new ArrayList<>();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 500_000_000);
    private final FailureLog failures = new FailureLog(lines::add, nanoTime::get);

    @Test
    void atMostOneLineASecondIsWrittenAndTheOthersAreCounted() {
        for (int n = 0; n < 1000; n++) {
            failures.report("cannot write", new IOException("disk full"));
        }
        nanoTime.addAndGet(999_999_999);
        failures.report("cannot write", new IOException("disk full"));
        assertEquals(List.of("cannot write: disk full"), lines);
        nanoTime.addAndGet(1);
        failures.report("cannot force", new IOException("disk broken"));
        assertEquals("cannot force: disk broken (1000 more since the last such line)", lines.getLast());
        nanoTime.addAndGet(1_000_000_000);
        failures.report("cannot force");
        assertEquals("cannot force", lines.getLast());
    }

    @Test
    void whatIsReportedApartKeepsNothingElseAway() {
        FailureLog apart = failures.apart(Duration.ofHours(1));
        apart.report("history is short");
        apart.report("history is short");
        failures.report("cannot write");
        nanoTime.addAndGet(Duration.ofHours(1).toNanos());
        apart.report("history is short");
        assertEquals(
                List.of("history is short", "cannot write", "history is short (1 more since the last such line)"),
                lines);
    }

    @Test
    void reasonIsNeverThePathAlone() {
        assertEquals("/x: permission denied", FailureLog.reason(new AccessDeniedException("/x")));
        assertEquals("/x: it is so", FailureLog.reason(new AccessDeniedException("/x", null, "it is so")));
    }
}
