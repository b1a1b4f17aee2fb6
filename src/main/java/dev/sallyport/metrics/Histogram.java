package dev.sallyport.metrics;

import dev.sallyport.metrics.Family.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How long something takes: counted by what it is no longer than, in seconds. */
final class Histogram {

    private static final double[] BOUNDS = {
            0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };
    private static final long[] NANOS = Arrays.stream(BOUNDS).mapToLong(bound -> Math.round(bound * 1e9)).toArray();

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1).toArray(LongAdder[]::new);
    private final LongAdder nanos = new LongAdder();

    void observe(Duration took) {
        // A clock that was set back must not make the sum fall.
        long value = Math.max(0, took.toNanos());
        int found = Arrays.binarySearch(NANOS, value);
        counts[found >= 0 ? found : -found - 1].increment();
        nanos.add(value);
    }

    Family family(String name, String help) {
        List<Sample> samples = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i <= BOUNDS.length; i++) {
            sum += counts[i].sum();
            String bound = TextFormat.number(i < BOUNDS.length ? BOUNDS[i] : Double.POSITIVE_INFINITY);
            samples.add(new Sample("_bucket", Map.of("le", bound), sum));
        }
        samples.add(new Sample("_sum", Map.of(), nanos.sum() / 1e9));
        // Not counted apart: it must be what the last bucket says.
        samples.add(new Sample("_count", Map.of(), sum));
        return new Family(name, help, Family.Type.HISTOGRAM, samples);
    }
}
