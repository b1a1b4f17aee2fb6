package dev.sallyport.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.metrics.Family.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextFormatTest {

    @Test
    void labelsAndHelpAreEscaped() {
        Family family = new Family("a_total", "one\ntwo \\", Family.Type.COUNTER,
                List.of(new Sample(Family.labels("x", "say \"hi\"\n", "y", "C:\\"), 1), new Sample(Map.of(), 2.5)));
        assertEquals("""
                # HELP a_total one\\ntwo \\\\
                # TYPE a_total counter
                a_total{x="say \\"hi\\"\\n",y="C:\\\\"} 1
                a_total 2.5
                """, TextFormat.of(List.of(family)));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, -1", "0.00025, 2.5E-4", "1700000000, 1700000000", "1e300, 1.0E300", "Infinity, +Inf"})
    void numbersAreWrittenAsPrometheusReadsThem(double value, String text) {
        assertEquals(text, TextFormat.number(value));
    }

    @Test
    void bucketsCountWhatIsNoLongerThanTheirBound() {
        Histogram histogram = new Histogram();
        List.of(Duration.ofNanos(-5), Duration.ofNanos(100_000), Duration.ofNanos(100_001), Duration.ofSeconds(11))
                .forEach(histogram::observe);
        Map<String, Double> buckets = new java.util.HashMap<>();
        for (Sample sample : histogram.family("h", "help").samples()) {
            buckets.put(sample.suffix() + sample.labels().getOrDefault("le", ""), sample.value());
        }
        assertEquals(2, buckets.get("_bucket1.0E-4"));
        assertEquals(3, buckets.get("_bucket2.5E-4"));
        assertEquals(3, buckets.get("_bucket10"));
        assertEquals(4, buckets.get("_bucket+Inf"));
        assertEquals(4, buckets.get("_count"));
        assertEquals(11.000200001, buckets.get("_sum"), 1e-12);
    }
}
