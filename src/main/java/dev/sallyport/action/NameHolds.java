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

    private final Map<String, Long> heldUntil = new ConcurrentHashMap<>();

    void hold(String name) {
        heldUntil.put(name, System.nanoTime() + MOST.toNanos());
    }

    void releaseSoon(String name) {
        long now = System.nanoTime();
        heldUntil.put(name, now + AFTER_ANSWER.toNanos());
        heldUntil.values().removeIf(until -> until - now < 0);
    }

    /** Waits while the name is held; returns early if interrupted, since the decision is late then anyway. */
    void awaitRelease(String name) {
        String bare = name.startsWith("/") ? name.substring(1) : name;
        try {
            for (Long until = heldUntil.get(bare); until != null && until - System.nanoTime() > 0; until = heldUntil.get(bare)) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
