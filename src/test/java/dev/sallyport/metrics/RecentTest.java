package dev.sallyport.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.metrics.DecisionCounters.Totals;
import org.junit.jupiter.api.Test;

final class RecentTest {

    private final Recent recent = new Recent();

    @Test
    void beforeTheFirstSampleItIsEverything() {
        assertEquals(new Recent.Span(1, 3, 2), recent.until(new Totals(3, 2)));
    }

    @Test
    void goesBackFifteenMinutesAndNoFurther() {
        assertEquals(new Recent.Span(1, 3, 2), recent.until(new Totals(3, 2)));
        for (int minute = 1; minute <= 20; minute++) {
            recent.sample(new Totals(10 * minute, minute));
        }
        assertEquals(new Recent.Span(15, 160, 16), recent.until(new Totals(210, 21)));
    }
}
