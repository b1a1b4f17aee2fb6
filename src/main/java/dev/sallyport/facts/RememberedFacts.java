package dev.sallyport.facts;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Asks each question once: within one decision every rule sees one answer, and sixty mounts cost one look at the mount
 * table. When dockerd kept one waiting for an answer that never came, it is asked nothing more: the request is denied
 * anyway, and must not hold what others need for as long again for each thing that it names. Not for more than one
 * decision, and not for more than one thread.
 */
public final class RememberedFacts implements Facts {

    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Facts source;
    private final LongSupplier nanoTime;
    private final Map<Question<?>, Lookup<?>> answers = new HashMap<>();
    private boolean isLate;

    public RememberedFacts(Facts source) {
        this(source, System::nanoTime);
    }

    RememberedFacts(Facts source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    @Override
    @SuppressWarnings("unchecked") // An answer is put only under the question that it was given to.
    public <T> Lookup<T> ask(Question<T> question) {
        Lookup<?> known = answers.get(question);
        if (known == null) {
            known = askedNow(question);
            answers.put(question, known);
        }
        return (Lookup<T>) known;
    }

    private <T> Lookup<T> askedNow(Question<T> question) {
        boolean toEngine = question instanceof Question.OfEngine<T>;
        if (toEngine && isLate) {
            return new Lookup.Failed<>("not asked, after an answer that was late");
        }
        long start = nanoTime.getAsLong();
        Lookup<T> answer = source.ask(question);
        isLate |= toEngine && answer instanceof Lookup.Failed<T> && nanoTime.getAsLong() - start > LATE_NANOS;
        return answer;
    }
}
