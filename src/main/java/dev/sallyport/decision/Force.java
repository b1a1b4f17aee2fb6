package dev.sallyport.decision;

/**
 * What a finding does to the answer. Whoever finds something gives it a force; only a policy or an operator takes it
 * away.
 */
public sealed interface Force {

    Force DENIES = new Denies();
    Force FAILS = new Fails();
    Force NOTED = new Noted();
    Force PASSED_OVER = new PassedOver();

    /** It is a verdict, and denies. */
    record Denies() implements Force {}

    /** It is no verdict: something could not be found out or judged. It denies all the same. */
    record Fails() implements Force {}

    /** A verdict that a policy only watches for: written down, and nothing else. */
    record Noted() implements Force {}

    /** @param id the exemption that takes the force of a verdict away */
    record Exempt(String id) implements Force {}

    /** A failure that the operator has said to go on without. */
    record PassedOver() implements Force {}

    default boolean refuses() {
        return switch (this) {
            case Denies() -> true;
            case Fails() -> true;
            case Noted() -> false;
            case Exempt(_) -> false;
            case PassedOver() -> false;
        };
    }

    /**
     * What findings of this force are called wherever they are listed: in the audit log, by {@code sallyport check}.
     */
    default String heading() {
        return switch (this) {
            case Denies() -> "violations";
            case Fails() -> "failures";
            case Noted() -> "noted";
            case Exempt(_) -> "exempt";
            case PassedOver() -> "failed_open";
        };
    }
}
