package dev.sallyport.doctor;

import java.util.List;
import java.util.Optional;

/**
 * A published flaw of Docker Engine.
 *
 * @param since the first release that has it; empty for all
 * @param fixed the first release of each branch that has it no longer
 * @param source where it is published
 */
record Advisory(String id, String title, Optional<EngineVersion> since, List<EngineVersion> fixed, Answer answer,
        String source) {

    /** What a plugin can do about it. */
    sealed interface Answer {

        /** Sallyport closes it, whatever the policy. */
        record Closed(String how) implements Answer {}

        /** A policy that denies these operations closes it. */
        record ByDenying(String operations) implements Answer {}

        /** No plugin can. */
        record OutOfReach() implements Answer {}
    }

    /** Whether a release has it: a branch without a fix of its own has it until the last branch that was fixed. */
    boolean affects(EngineVersion version) {
        if (since.isPresent() && version.compareTo(since.get()) < 0) {
            return false;
        }
        return fixed.stream().filter(fix -> fix.major() == version.major()).findFirst()
                .or(() -> fixed.stream().max(EngineVersion::compareTo))
                .filter(fix -> version.compareTo(fix) < 0)
                .isPresent();
    }
}
