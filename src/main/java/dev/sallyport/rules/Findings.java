package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Violation;
import java.util.ArrayList;
import java.util.List;

/** What one rule found. */
public final class Findings {

    private final String rule;
    private boolean exists;
    private final List<Violation> violations = new ArrayList<>();

    public Findings(String rule) {
        this.rule = rule;
    }

    /** Tells what the next findings are about: a flag mends a container that exists only if it is made anew. */
    public void about(Aspect aspect) {
        exists = aspect instanceof Aspect.Workload workload
                && (workload.stage() == Aspect.Stage.START || workload.stage() == Aspect.Stage.ENTER);
    }

    /** See {@link Violation} for what each text says. */
    void add(String found, String wanted, String mend) {
        violations.add(new Violation(rule, found, wanted, exists ? remade(mend) : mend));
    }

    private static String remade(String mend) {
        if (mend.startsWith("--")) {
            return "recreate it with " + mend;
        }
        return mend.startsWith("leave out ") ? "recreate it without " + mend.substring("leave out ".length()) : mend;
    }

    public List<Violation> violations() {
        return violations;
    }
}
