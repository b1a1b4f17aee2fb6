package dev.sallyport.rules;

import dev.sallyport.settings.Size;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A size as log drivers take it: powers of 1000 or 1024 (docker/go-units, FromHumanSize and RAMInBytes). */
final class HumanSize {

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,15})?) ?([kmgtp]?)i?b?");

    private HumanSize() {}

    /** The larger of both readings; empty if it is no size, or 0. */
    static Optional<Size> parse(String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int power = " kmgtp".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1024).pow(power));
        boolean fits = bytes.signum() > 0 && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0;
        return fits ? Optional.of(new Size(bytes.toBigInteger().longValueExact())) : Optional.empty();
    }
}
