package dev.sallyport.settings;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a number counts, and how it is written with a suffix.
 *
 * @param name what such a number is called
 * @param example how one may be written
 * @param suffixes the largest first
 * @param pattern of text: digits, and a suffix
 */
record Unit(String name, String example, List<Suffix> suffixes, Pattern pattern) {

    record Suffix(String text, long factor) {}

    /** Of things, without suffixes. */
    static final Unit ONE = new Unit("whole number", "", List.of(), Pattern.compile(""));

    /** As the docker CLI takes sizes: powers of 1024, whether they are called m, mb or MiB. */
    static final Unit BYTE = new Unit("size", "67108864 or 64m",
            List.of(new Suffix("g", 1 << 30), new Suffix("m", 1 << 20), new Suffix("k", 1 << 10), new Suffix("b", 1)),
            Pattern.compile("([0-9]{1,9})([kKmMgG](?=[iI]?[bB]?$)|[bB]$)[iI]?[bB]?"));

    static final Unit MILLISECOND = new Unit("time", "500ms or 2s",
            List.of(new Suffix("h", 3_600_000), new Suffix("m", 60_000), new Suffix("s", 1000), new Suffix("ms", 1)),
            Pattern.compile("([0-9]{1,9})(ms|s|m|h)"));

    boolean hasSuffixes() {
        return !suffixes.isEmpty();
    }

    /** What a number or a text stands for; empty if it stands for nothing. */
    OptionalLong amount(Setting setting) {
        if (setting instanceof Setting.Number(_, String text)) {
            return whole(text);
        }
        return setting instanceof Setting.Text(_, String text) ? suffixed(text) : OptionalLong.empty();
    }

    private static OptionalLong whole(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private OptionalLong suffixed(String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() && hasSuffixes()
                ? OptionalLong.of(Long.parseLong(matcher.group(1)) * factor(matcher.group(2).toLowerCase(Locale.ROOT)))
                : OptionalLong.empty();
    }

    private long factor(String text) {
        return suffixes.stream().filter(suffix -> suffix.text().equals(text)).findFirst().orElseThrow().factor();
    }

    /** With the largest suffix that leaves it whole. */
    String show(long amount) {
        Suffix fitting = suffixes.stream()
                .filter(suffix -> amount > 0 && amount % suffix.factor() == 0)
                .findFirst()
                .orElse(suffixes.getLast());
        return amount / fitting.factor() + fitting.text();
    }
}
