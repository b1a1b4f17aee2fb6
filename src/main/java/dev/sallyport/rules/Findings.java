package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Finding.About;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Mend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What one rule found. */
public final class Findings {

    private final String rule;
    private About about = About.REQUEST;
    private final List<Finding> found = new ArrayList<>();

    public Findings(String rule) {
        this.rule = rule;
    }

    /** Tells what the next findings are about. */
    public void about(Aspect aspect) {
        about = aspect.about();
    }

    /** See {@link Finding} for what each text says, and {@link Mend#of} for how a mend is written. */
    void add(String what, String wanted, String mend) {
        add(what, wanted, Mend.of(mend));
    }

    void add(String what, String wanted, Mend mend) {
        found.add(new Finding(rule, what, wanted, mend, about, Force.DENIES));
    }

    /** What is wanted of a list: {@code local}, or {@code one of journald, local}. */
    static String oneOf(List<?> allowed) {
        String listed = allowed.stream().map(Object::toString).collect(Collectors.joining(", "));
        return (allowed.size() > 1 ? "one of " : "") + listed;
    }

    /** @param admittedBy what of the rule's parameters would admit it */
    void add(String what, String wanted, String mend, Admission admittedBy) {
        add(what, wanted, Mend.of(mend), Optional.of(admittedBy));
    }

    void add(String what, String wanted, Mend mend, Admission admittedBy) {
        add(what, wanted, mend, Optional.of(admittedBy));
    }

    void add(String what, String wanted, Mend mend, Optional<Admission> admittedBy) {
        found.add(new Finding(rule, what, wanted, mend, about, Force.DENIES, admittedBy));
    }

    /** What kept the rule from judging: a denial, but no verdict. */
    void fail(String why) {
        found.add(Finding.fails(rule, why));
    }

    public List<Finding> all() {
        return found;
    }
}
