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
}
