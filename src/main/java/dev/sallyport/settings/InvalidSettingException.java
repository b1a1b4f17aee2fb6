package dev.sallyport.settings;

import java.util.Optional;

/** A file that says something it must not say. */
public final class InvalidSettingException extends Exception {

    private final Optional<String> hint;

    public InvalidSettingException(Place place, String message) {
        this(place, message, Optional.empty());
    }

    /** @param hint what to do about it */
    public InvalidSettingException(Place place, String message, Optional<String> hint) {
        super(place + ": " + message);
        this.hint = hint;
    }

    InvalidSettingException(String file, String message) {
        super(file + ": " + message);
        this.hint = Optional.empty();
    }

    public Optional<String> hint() {
        return hint;
    }
}
