package dev.sallyport.decision;

/**
 * The name of one decision: it stands in the denial that the user reads and in the audit record that explains it.
 *
 * @param value such as 16 lower-case hexadecimal digits
 */
public record DecisionId(String value) {

    @Override
    public String toString() {
        return value;
    }
}
