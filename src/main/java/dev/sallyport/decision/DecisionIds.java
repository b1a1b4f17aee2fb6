package dev.sallyport.decision;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Ids of decisions, unique in one audit log: 8 hexadecimal digits drawn at start, 8 counted. */
public final class DecisionIds implements Supplier<DecisionId> {

    private static final HexFormat HEX = HexFormat.of();

    private final int run = new SecureRandom().nextInt();
    private final AtomicInteger counter = new AtomicInteger();

    @Override
    public DecisionId get() {
        return new DecisionId(HEX.toHexDigits(run) + HEX.toHexDigits(counter.incrementAndGet()));
    }
}
