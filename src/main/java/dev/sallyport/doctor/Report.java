package dev.sallyport.doctor;

import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.WrittenRecord;
import java.util.List;

/** What was observed, for people and for programs. */
public record Report(List<Observation> observations) {

    /** The worst of all. */
    public Severity severity() {
        return observations.stream().map(Observation::severity).max(Severity::compareTo).orElse(Severity.OK);
    }

    /** A line for each, and a line with what to do about it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Observation each : observations) {
            text.append("%-8s  %s: %s%n".formatted(each.severity().word(), each.check(), each.message()));
            if (!each.remedy().isEmpty()) {
                text.append("          -> %s%n".formatted(each.remedy()));
            }
        }
        return text.toString();
    }

    /** One object on one line. */
    public String json() {
        return WrittenRecord.json(new Written(severity(), observations), KeyStyle.SNAKE);
    }

    /** What programs read. */
    private record Written(Severity severity, List<Observation> observations) {}
}
