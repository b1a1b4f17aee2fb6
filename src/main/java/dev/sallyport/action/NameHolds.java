package dev.sallyport.action;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of containers about to be started. dockerd looks a name up again after the plugin has answered; whoever wants to give
 * the name to another container waits until it has.
 */
final class NameHolds {

    /** Far longer than dockerd takes from the answer to the look-up: microseconds. */
    private static final Duration AFTER_ANSWER = Duration.ofMillis(250);

    /** For a judgement that never ends: longer than any decision may take. */
    private static final Duration MOST = Duration.ofMinutes(1);

    private final Map<String, Hold> holds = new ConcurrentHashMap<>();

    /** @param holders how many starts of the name are being judged; only the last to end lets go of it soon */
    private record Hold(int holders, long until) {}

    void hold(String name) {
        long until = System.nanoTime() + MOST.toNanos();
        holds.merge(name, new Hold(1, until), (held, _) -> new Hold(held.holders() + 1, until));
    }

    void releaseSoon(String name) {
        long now = System.nanoTime();
        holds.computeIfPresent(name, (_, held) -> new Hold(
                held.holders() - 1, held.holders() > 1 ? held.until() : now + AFTER_ANSWER.toNanos()));
        holds.values().removeIf(hold -> hold.until() - now < 0);
    }

    /** Waits while the name is held; returns early if interrupted, since the decision is late then anyway. */
    void awaitRelease(String name) {
        String bare = name.startsWith("/") ? name.substring(1) : name;
        try {
            for (Hold hold = holds.get(bare); hold != null && hold.until() - System.nanoTime() > 0; hold = holds.get(bare)) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
