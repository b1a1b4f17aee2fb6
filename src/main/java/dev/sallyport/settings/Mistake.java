package dev.sallyport.settings;

import java.util.Optional;

/**
 * One thing that a file must not say.
 *
 * @param hint what to do about it
 */
public record Mistake(Place place, String message, Optional<String> hint) {

    /** Such as {@code p.yaml:1:9: unknown rule `cap-dorp`}, without the hint. */
    @Override
    public String toString() {
        return place + ": " + message;
    }
}
