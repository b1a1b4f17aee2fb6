package dev.sallyport.decision;

/** What the enforcement point must do along with its answer (XACML 3.0 section 7.18). */
public sealed interface Obligation {

    /**
     * Remove a container whose start is denied. {@code docker run --rm} waits for the removal before it starts; without
     * it the command prints the denial and then hangs.
     *
     * @param container the full id
     */
    record RemoveContainer(String container) implements Obligation {}

    /**
     * Write down under which name a decision point keeps this decision in a log of its own.
     *
     * @param decisionPoint such as {@code opa}
     */
    record Reference(String decisionPoint, String id) implements Obligation {}

    /**
     * Write down, whatever else is recorded, that a decision point failed and the operator has said to go on without it.
     *
     * @param failure what would have been the reason for a denial
     */
    record FailedOpen(Violation failure) implements Obligation {}
}
