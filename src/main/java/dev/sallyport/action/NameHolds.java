package dev.sallyport.action;

import dev.sallyport.decision.DecisionId;
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

    /** For a decision that is never settled: longer than any may take. */
    private static final Duration MOST = Duration.ofMinutes(1);

    private final Map<DecisionId, Hold> holds = new ConcurrentHashMap<>();

    private record Hold(String name, long until) {
        boolean isOver() {
            return until - System.nanoTime() <= 0;
        }
    }

    void hold(DecisionId decision, String name) {
        holds.values().removeIf(Hold::isOver);
        if (Thread.currentThread().isInterrupted()) {
            // Too late: the decision has been answered, and nobody would let go of the name.
            return;
        }
        holds.put(decision, new Hold(name, System.nanoTime() + MOST.toNanos()));
    }

    /** To be called when the decision is about to be answered. */
    void releaseSoon(DecisionId decision) {
        holds.computeIfPresent(decision, (_, hold) -> new Hold(hold.name(), System.nanoTime() + AFTER_ANSWER.toNanos()));
    }

    /** Waits while the name is held; returns early if interrupted, since the decision is late then anyway. */
    void awaitRelease(String name) {
        String bare = name.startsWith("/") ? name.substring(1) : name;
        try {
            while (holds.values().stream().anyMatch(hold -> hold.name().equals(bare) && !hold.isOver())) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
