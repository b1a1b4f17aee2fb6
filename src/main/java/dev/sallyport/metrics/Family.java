package dev.sallyport.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One metric with all its series, as it stands at one moment.
 *
 * @param name as Prometheus has it: of a counter it ends in {@code _total}
 * @param help one sentence
 */
public record Family(String name, String help, Type type, List<Sample> samples) {

    /** What a metric is to Prometheus. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    /**
     * One line.
     *
     * @param suffix what follows the metric's name: of a histogram's lines, {@code _bucket} and the like
     * @param labels in the order in which they are written
     */
    public record Sample(String suffix, Map<String, String> labels, double value) {

        public Sample(Map<String, String> labels, double value) {
            this("", labels, value);
        }
    }

    public Family {
        samples = List.copyOf(samples);
    }

    /** Labels that are written in this order. */
    public static Map<String, String> labels(String... namesAndValues) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels;
    }

    public static Family counter(String name, String help, double value) {
        return new Family(name, help, Type.COUNTER, List.of(new Sample(Map.of(), value)));
    }

    public static Family gauge(String name, String help, double value) {
        return new Family(name, help, Type.GAUGE, List.of(new Sample(Map.of(), value)));
    }

    /** A counter with one label. */
    public static Family counters(String name, String help, String label, Map<String, Long> values) {
        return new Family(name, help, Type.COUNTER, values.entrySet().stream()
                .map(entry -> new Sample(Map.of(label, entry.getKey()), entry.getValue()))
                .toList());
    }
}
