package dev.sallyport.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FailedQuestionsTest {

    private final List<String> lines = new ArrayList<>();
    private long now = 1;

    @Test
    void oneLineASecondCountsTheOthers() {
        FailedQuestions failures = new FailedQuestions(lines::add, () -> now);
        failures.report("/volumes/a", "no answer");
        failures.report("/volumes/b", "no answer");
        failures.report("/volumes/c", "no answer");
        now += Duration.ofSeconds(1).toNanos();
        failures.report("/volumes/d", "dockerd answered 500");
        now += Duration.ofSeconds(1).toNanos();
        failures.report("/volumes/e", "no answer");
        assertEquals(List.of("dockerd was asked for /volumes/a in vain: no answer",
                "dockerd was asked for /volumes/d in vain: dockerd answered 500 (2 more since the last such line)",
                "dockerd was asked for /volumes/e in vain: no answer"), lines);
    }
}
