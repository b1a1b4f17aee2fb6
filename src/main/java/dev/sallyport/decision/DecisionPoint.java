package dev.sallyport.decision;

import java.util.List;

/**
 * Something that judges (XACML: policy decision point): the embedded rules, or an Open Policy Agent.
 *
 * @param <A> what is judged
 */
@FunctionalInterface
public interface DecisionPoint<A> {

    /**
     * Judges one action. What fails is {@link Decision.Indeterminate}; a thrown exception is a fault of the program.
     *
     * @param found what those who were asked before have found; they are enforced whatever this one says
     */
    Decision decide(A action, List<Violation> found);
}
