package dev.sallyport.cases;

import java.util.List;
import java.util.Locale;

/** Reports as JUnit's XML, which CI systems show: a suite for each file. */
public final class JUnitReport {

    private JUnitReport() {}

    public static String of(List<CaseReport> reports) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        for (CaseReport report : reports) {
            xml.append("  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"0\">\n".formatted(
                    escaped(report.name()), report.outcomes().size(), report.failed()));
            report.outcomes().forEach(outcome -> outcome(report, outcome, xml));
            xml.append("  </testsuite>\n");
        }
        return xml.append("</testsuites>\n").toString();
    }

    private static void outcome(CaseReport report, CaseReport.Outcome outcome, StringBuilder xml) {
        xml.append("    <testcase classname=\"%s\" name=\"%s\" file=\"%s\" line=\"%d\" time=\"%s\"".formatted(
                escaped(report.name()), escaped(outcome.of().name()), escaped(report.name()),
                outcome.of().place().line(),
                String.format(Locale.ROOT, "%.6f", outcome.took().toNanos() / 1e9)));
        if (outcome.differences().isEmpty()) {
            xml.append("/>\n");
            return;
        }
        xml.append(">\n      <failure message=\"%s\">%s:%n%s</failure>\n    </testcase>\n".formatted(
                escaped(String.join("; ", outcome.differences())),
                escaped(outcome.of().place().toString()),
                escaped(String.join("\n", outcome.differences()))));
    }

    /** XML 1.0 has no way to write most control characters. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append("&#10;");
                case '\t' -> escaped.append("&#9;");
                default -> escaped.appendCodePoint(isOfXml(c) ? c : '?');
            }
        });
        return escaped.toString();
    }

    private static boolean isOfXml(int c) {
        return c >= 0x20 && c <= 0xd7ff || c >= 0xe000 && c <= 0xfffd || c >= 0x10000;
    }
}
