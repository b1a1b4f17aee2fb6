package dev.sallyport.decision;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The name of one decision: it stands in the denial that the user reads and in the audit record that explains it.
 *
 * @param value 16 lower-case hexadecimal digits, unique in one audit log: 8 drawn at start, 8 counted
 */
public record DecisionId(String value) {

    private static final int RUN = new SecureRandom().nextInt();
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final HexFormat HEX = HexFormat.of();

    public static DecisionId next() {
        return new DecisionId(HEX.toHexDigits(RUN) + HEX.toHexDigits((int) COUNTER.incrementAndGet()));
    }

    @Override
    public String toString() {
        return value;
    }
}
