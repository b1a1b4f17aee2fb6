package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Holds.Claim;
import dev.sallyport.action.Holds.Hold;
import dev.sallyport.action.Holds.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has to wait for whom, and how long. */
final class HoldsTest {

    private final Holds holds = new Holds();

    private static Claim claim(String text) {
        String[] parts = text.strip().split(" ");
        return switch (parts[0]) {
            case "uses" -> new Claim.UsesName(Kind.valueOf(parts[1]), parts[2]);
            case "gives" -> new Claim.GivesName(Kind.valueOf(parts[1]), parts[2]);
            case "pins" -> new Claim.Pins(parts[1], parts[2]);
            case "occupies" -> new Claim.Occupies(parts[1], parts[2]);
            case "reads" -> new Claim.ReadsFiles(parts[1]);
            case "writes" -> new Claim.WritesFiles(parts[1]);
            case "changes" -> new Claim.Changes(parts[1]);
            default -> new Claim.ChangesAny();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "uses CONTAINER db,  gives CONTAINER db,  true",
        "uses CONTAINER db,  gives CONTAINER web, false",
        "uses CONTAINER db,  gives VOLUME db,     false",
        "uses VOLUME v,      gives VOLUME v,      true",
        "uses VOLUME v,      uses VOLUME v,       false",
        "gives VOLUME v,     gives VOLUME v,      false",
        "pins abc123 db,     changes db,          true",
        "pins abc123 db,     changes abc,         true",
        "pins abc123 db,     changes abc123,      true",
        "pins abc123 db,     changes web,         false",
        "pins abc123 db,     any,                 true",
        "occupies abc123 db, changes db,          true",
        "occupies abc123 db, any,                 false",
        "reads abc123,       writes abc123,       true",
        "reads abc123,       writes def456,       false",
        "writes abc123,      writes abc123,       false",
        "uses CONTAINER db,  any,                 false",
        "uses CONTAINER db,  changes db,          false",
    })
    void someClaimsExcludeEachOther(String one, String other, boolean against) {
        assertTrue(claim(one).isAgainst(claim(other)) == against && claim(other).isAgainst(claim(one)) == against);
    }

    @Test
    void whoWaitsIsRefusedAfterHalfASecond() {
        assertTrue(holds.open().take(claim("gives CONTAINER db")));
        long begin = System.nanoTime();
        Hold second = holds.open();
        assertFalse(second.take(claim("uses CONTAINER db")));
        assertFalse(second.take(claim("uses CONTAINER db")), "all claims of a request share its patience");
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        assertTrue(millis >= 450 && millis < 900, () -> millis + " ms");
    }

    @Test
    void requestIsNotInItsOwnWay() {
        Hold hold = holds.open();
        assertTrue(hold.take(claim("gives VOLUME v")));
        assertTrue(hold.take(claim("uses VOLUME v")));
    }

    @Test
    void deniedRequestLetsGoAtOnce() throws Exception {
        Hold hold = holds.open();
        hold.take(claim("gives CONTAINER db"));
        CompletableFuture<Boolean> waiting = async(() -> holds.open().take(claim("uses CONTAINER db")));
        hold.close();
        assertTrue(waiting.get(2, TimeUnit.SECONDS));
        assertFalse(holds.isIdle());
    }

    @Test
    void permittedRequestHoldsUntilItsResponse() {
        try (Hold hold = holds.open()) {
            hold.take(claim("gives CONTAINER db"));
            hold.keepUntilResponse("create db", false);
        }
        assertFalse(holds.open().take(claim("uses CONTAINER db")), "dockerd is still at it");
        holds.responded("another");
        assertFalse(holds.open().take(claim("uses CONTAINER db")));
        holds.responded("create db");
        assertTrue(holds.open().take(claim("uses CONTAINER db")));
    }

    /** Its response may come only when the stream ends, and dockerd has long looked the name up. */
    @Test
    void whoOnlyReliesOnANameHoldsItForAMomentAfterTheAnswer() {
        try (Hold hold = holds.open()) {
            hold.take(claim("uses CONTAINER db"));
            hold.keepUntilResponse("attach db", true);
        }
        assertTrue(holds.open().take(claim("gives CONTAINER db")), "within the patience of the other");
    }

    @Test
    void equalRequestsAreLetGoOneByOne() {
        for (int i = 0; i < 2; i++) {
            try (Hold hold = holds.open()) {
                hold.take(claim("gives CONTAINER db"));
                hold.keepUntilResponse("create db", false);
            }
        }
        holds.responded("create db");
        assertFalse(holds.open().take(claim("uses CONTAINER db")));
        holds.responded("create db");
        assertTrue(holds.open().take(claim("uses CONTAINER db")));
    }

    /** In a thread of its own: the common pool may have only one. */
    private static CompletableFuture<Boolean> async(BooleanSupplier task) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> result.complete(task.getAsBoolean()));
        return result;
    }

    @Test
    @Timeout(20)
    void whoCameFirstGoesFirst() throws Exception {
        Hold first = holds.open();
        first.take(claim("gives CONTAINER db"));
        CompletableFuture<Boolean> user = async(() -> holds.open().take(claim("uses CONTAINER db")));
        while (holds.waitingCount() == 0) {
            Thread.onSpinWait();
        }
        Hold later = holds.open();
        CompletableFuture<Boolean> maker = async(() -> later.take(claim("gives CONTAINER db")));
        while (holds.waitingCount() < 2) {
            Thread.onSpinWait();
        }
        first.close();
        assertTrue(user.get(2, TimeUnit.SECONDS));
        assertFalse(maker.get(2, TimeUnit.SECONDS), "the user holds it by now");
    }

    /** Looked for one by one they would take minutes. */
    @Test
    @Timeout(20)
    void thousandsWhoHoldSomethingSlowNobodyDown() {
        for (int n = 0; n < 50_000; n++) {
            try (Hold hold = holds.open()) {
                assertTrue(hold.take(claim("gives CONTAINER c" + n)));
                assertTrue(hold.take(claim("uses VOLUME shared")));
                hold.keepUntilResponse("create " + n, false);
            }
        }
        for (int n = 0; n < 50_000; n++) {
            holds.responded("create " + n);
        }
        assertTrue(holds.isIdle());
        assertTrue(holds.open().take(claim("gives VOLUME shared")));
    }

    @Test
    void newDaemonHasNothingUnderWay() {
        holds.open().take(claim("gives CONTAINER db"));
        holds.clear();
        assertTrue(holds.isIdle());
        assertTrue(holds.open().take(claim("uses CONTAINER db")));
    }

    @Test
    void requestThatHasBeenAnsweredHoldsNothingAnyMore() {
        Hold late = holds.open();
        late.close();
        assertFalse(late.take(claim("uses CONTAINER db")));
        assertTrue(holds.isIdle());
    }
}
