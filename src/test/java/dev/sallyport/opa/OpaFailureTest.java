package dev.sallyport.opa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class OpaFailureTest {

    /**
     * What whoever asks can bring about denies in any case: many questions, large ones, ones on which the policy fails.
     */
    @Test
    void onlyWhatNobodyWhoAsksCanBringAboutIsAnOutage() {
        Set<OpaFailure> outages = Arrays.stream(OpaFailure.values()).filter(OpaFailure::isOutage)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(OpaFailure.class)));
        assertEquals(EnumSet.of(OpaFailure.UNREACHABLE, OpaFailure.TIMEOUT, OpaFailure.DOWN, OpaFailure.BROKEN,
                OpaFailure.REDIRECT, OpaFailure.UNAUTHORIZED, OpaFailure.TOKEN), outages);
    }
}
