package dev.sallyport.doctor;

import java.util.Locale;

/** How much something matters, in rising order. */
public enum Severity {
    OK,
    /** Worth knowing. */
    NOTE,
    /** To be mended when there is time. */
    WARNING,
    /** The gate is open, or Docker is stuck, or will be at its next restart. */
    CRITICAL;

    /** As it is printed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
