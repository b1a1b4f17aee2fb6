package dev.sallyport.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A file that says something it must not say. Its message has a line for each mistake. */
public final class InvalidSettingException extends Exception {

    private final List<Mistake> mistakes;

    public InvalidSettingException(Place place, String message) {
        this(place, message, Optional.empty());
    }

    /** @param hint what to do about it */
    public InvalidSettingException(Place place, String message, Optional<String> hint) {
        this(List.of(new Mistake(place, message, hint)));
    }

    /** @param mistakes at least one */
    public InvalidSettingException(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        this.mistakes = List.copyOf(mistakes);
    }

    /** All that were found, at least one, in the order of their places. */
    public List<Mistake> mistakes() {
        return mistakes.stream().sorted(Comparator.comparing(Mistake::place)).toList();
    }
}
