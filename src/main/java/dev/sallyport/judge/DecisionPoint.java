package dev.sallyport.judge;

import dev.sallyport.action.Action;
import dev.sallyport.decision.Finding;
import java.util.List;

/** Something that judges (XACML: policy decision point): the embedded rules, or an Open Policy Agent. */
@FunctionalInterface
public interface DecisionPoint {

    /**
     * Judges one action. What fails is a finding that says so; a thrown exception is a fault of the program.
     *
     * @param found what those who were asked before have found; it counts whatever this one says
     */
    Decision decide(Action action, List<Finding> found);
}
