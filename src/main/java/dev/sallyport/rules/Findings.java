package dev.sallyport.rules;

import dev.sallyport.decision.Violation;
import java.util.ArrayList;
import java.util.List;

/** What one rule found. */
public final class Findings {

    private final String rule;
    private final List<Violation> violations = new ArrayList<>();

    public Findings(String rule) {
        this.rule = rule;
    }

    /** See {@link Violation} for what each text says. */
    void add(String found, String wanted, String mend) {
        violations.add(new Violation(rule, found, wanted, mend));
    }

    public List<Violation> violations() {
        return violations;
    }
}
