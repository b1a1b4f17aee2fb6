package dev.sallyport.rules;

import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.RecordGrammar;

/**
 * A rule as policies, editors and the reference know it.
 *
 * @param id its key in a policy file
 * @param type a record
 */
public record RuleDefinition(String id, Class<? extends Rule> type) {

    /** Whether it protects the gate itself: it is never only observed, and no exemption lifts it. */
    public boolean protectsTheGate() {
        return type == SelfProtection.class;
    }

    /** What can be set. */
    public RecordGrammar<?> grammar() {
        return RecordGrammar.of(type.asSubclass(Record.class), KeyStyle.KEBAB, "parameter of " + id);
    }

    /** What it demands, in one sentence that begins with "a request". */
    public String demand() {
        return type.getAnnotation(Demand.class).value();
    }

    /** Where the demand comes from: CIS Docker Benchmark v1.6.0, Kubernetes Pod Security Standards. */
    public String controls() {
        return type.getAnnotation(Demand.class).controls();
    }
}
