package dev.sallyport.rules;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports, the first and the last among them. */
record PortRange(int first, int last) {

    private static final int MOST = 65535;
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

    static Grammar<PortRange> grammar() {
        return new Word<>("port range", "a port such as 8080, or ports such as 8000-8999",
                "^[0-9]{1,5}(-[0-9]{1,5})?$", true,
                (text, _) -> parse(text).orElseThrow(IllegalArgumentException::new));
    }

    static Optional<PortRange> parse(String text) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        return first > last || last > MOST ? Optional.empty() : Optional.of(new PortRange(first, last));
    }

    boolean contains(PortRange other) {
        return first <= other.first && other.last <= last;
    }

    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
