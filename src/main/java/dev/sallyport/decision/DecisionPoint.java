package dev.sallyport.decision;

/**
 * Something that judges (XACML: policy decision point): the embedded rules, or an Open Policy Agent.
 *
 * @param <A> what is judged
 */
@FunctionalInterface
public interface DecisionPoint<A> {

    /** Judges one action. What fails is {@link Decision.Indeterminate}; a thrown exception is a fault of the program. */
    Decision decide(A action);
}
