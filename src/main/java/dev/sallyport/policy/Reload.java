package dev.sallyport.policy;

import dev.sallyport.settings.Mistake;
import java.time.Instant;
import java.util.List;

/** That the policy files were read anew, and what came of it. */
public sealed interface Reload {

    Instant time();

    Trigger trigger();

    /** Why they were read. */
    enum Trigger {
        /** SIGHUP. */
        SIGNAL,
        /** One of them changed. */
        FILE
    }

    /** What is in force from here on. */
    InForce inForce();

    /** @param before what was in force until now; the same again, if nothing has changed */
    record Loaded(Instant time, Trigger trigger, InForce before, InForce inForce) implements Reload {}

    /**
     * Something is wrong with the files: what was in force stays so.
     *
     * @param mistakes at least one
     */
    record Kept(Instant time, Trigger trigger, InForce inForce, List<Mistake> mistakes) implements Reload {
        public Kept {
            mistakes = List.copyOf(mistakes);
        }
    }
}
