package dev.sallyport.facts;

import java.util.HashMap;
import java.util.Map;

/**
 * Asks each question once: within one decision every rule sees one answer, and sixty mounts cost one look at the mount table.
 * Not for more than one decision, and not for more than one thread.
 */
public final class RememberedFacts implements Facts {

    private final Facts source;
    private final Map<Question<?>, Lookup<?>> answers = new HashMap<>();

    public RememberedFacts(Facts source) {
        this.source = source;
    }

    @Override
    @SuppressWarnings("unchecked") // An answer is put only under the question that it was given to.
    public <T> Lookup<T> ask(Question<T> question) {
        Lookup<?> known = answers.get(question);
        if (known == null) {
            known = source.ask(question);
            answers.put(question, known);
        }
        return (Lookup<T>) known;
    }
}
