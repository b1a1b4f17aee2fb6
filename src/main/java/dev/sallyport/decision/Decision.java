package dev.sallyport.decision;

import java.util.ArrayList;
import java.util.List;

/** The answer of a decision point (XACML 3.0 section 7.17). Only a {@link Permit} lets a request through. */
public sealed interface Decision {

    /** @param obligations what must be done along with the answer */
    record Permit(List<Obligation> obligations) implements Decision {
        public Permit {
            obligations = List.copyOf(obligations);
        }

        public Permit() {
            this(List.of());
        }
    }

    /**
     * @param violations every reason, not only the first; never empty
     * @param obligations what must be done along with the answer
     */
    record Deny(List<Violation> violations, List<Obligation> obligations) implements Decision {
        public Deny {
            violations = List.copyOf(violations);
            obligations = List.copyOf(obligations);
            if (violations.isEmpty()) {
                throw new IllegalArgumentException("a denial without a reason");
            }
        }

        public Deny(List<Violation> violations) {
            this(violations, List.of());
        }
    }

    /** The decision point has nothing to say about this request. */
    record NotApplicable() implements Decision {
        @Override
        public List<Obligation> obligations() {
            return List.of();
        }
    }

    /**
     * @param failure why the decision point could not decide: an error, never a permit
     * @param obligations what must be done along with the answer
     */
    record Indeterminate(Violation failure, List<Obligation> obligations) implements Decision {
        public Indeterminate {
            obligations = List.copyOf(obligations);
        }

        public Indeterminate(Violation failure) {
            this(failure, List.of());
        }
    }

    /** Why it is not a permit; empty if it is one. */
    default List<Violation> reasons() {
        return switch (this) {
            case Deny deny -> deny.violations();
            case Indeterminate indeterminate -> List.of(indeterminate.failure());
            case Permit _, NotApplicable() -> List.of();
        };
    }

    /** What must be done along with the answer. */
    List<Obligation> obligations();

    /** What failed, and was gone on without. */
    default List<Violation> failedOpen() {
        List<Violation> failures = new ArrayList<>();
        for (Obligation obligation : obligations()) {
            if (obligation instanceof Obligation.FailedOpen(Violation failure)) {
                failures.add(failure);
            }
        }
        return failures;
    }

    /**
     * Combines what several decision points said: any denial denies; else anything that failed denies; else any permit
     * permits. Nothing is cut short, so that the user sees every reason at once (XACML 3.0 appendix C.2, deny-overrides,
     * with Indeterminate biased to deny).
     */
    static Decision combine(List<Decision> decisions) {
        List<Violation> violations = decisions.stream().flatMap(decision -> decision.reasons().stream()).toList();
        List<Obligation> obligations = decisions.stream().flatMap(decision -> decision.obligations().stream()).distinct().toList();
        if (!violations.isEmpty()) {
            return new Deny(violations, obligations);
        }
        boolean permitted = decisions.stream().anyMatch(Permit.class::isInstance);
        return permitted ? new Permit(obligations) : new NotApplicable();
    }
}
