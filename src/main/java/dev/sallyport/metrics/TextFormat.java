package dev.sallyport.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prometheus' text format, version 0.0.4 (Prometheus' documentation, Exposition formats). */
public final class TextFormat {

    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Beyond it a double has not every whole number. */
    private static final double WHOLE = 1L << 53;

    private TextFormat() {}

    public static String of(List<Family> families) {
        StringBuilder text = new StringBuilder(16 << 10);
        families.forEach(family -> write(family, text));
        return text.toString();
    }

    private static void write(Family family, StringBuilder text) {
        text.append("# HELP ").append(family.name()).append(' ')
                .append(family.help().replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
        text.append("# TYPE ").append(family.name()).append(' ')
                .append(family.type().name().toLowerCase(Locale.ROOT)).append('\n');
        for (Family.Sample sample : family.samples()) {
            text.append(family.name()).append(sample.suffix()).append(labels(sample.labels())).append(' ')
                    .append(number(sample.value())).append('\n');
        }
    }

    private static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? ""
                : labels.entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    static String number(double value) {
        if (value == Double.POSITIVE_INFINITY) {
            return "+Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < WHOLE
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
