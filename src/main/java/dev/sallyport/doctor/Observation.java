package dev.sallyport.doctor;

/**
 * What a check has seen.
 *
 * @param check its name
 * @param remedy what to do about it; empty if nothing need be done
 */
public record Observation(String check, Severity severity, String message, String remedy) {

    static Observation ok(String check, String message) {
        return new Observation(check, Severity.OK, message, "");
    }

    static Observation note(String check, String message, String remedy) {
        return new Observation(check, Severity.NOTE, message, remedy);
    }

    static Observation warning(String check, String message, String remedy) {
        return new Observation(check, Severity.WARNING, message, remedy);
    }

    static Observation critical(String check, String message, String remedy) {
        return new Observation(check, Severity.CRITICAL, message, remedy);
    }
}
