package dev.sallyport.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the mistakes of a file, so that all of them are told in one run. */
public final class Mistakes {

    private final List<Mistake> found = new ArrayList<>();

    /** Reads a part of a file. */
    public interface Part<T> {
        T read() throws InvalidSettingException;
    }

    /** What the part says; empty if it holds a mistake, which is kept. */
    public <T> Optional<T> attempt(Part<T> part) {
        try {
            return Optional.of(part.read());
        } catch (InvalidSettingException e) {
            found.addAll(e.mistakes());
            return Optional.empty();
        }
    }

    public void add(Mistake mistake) {
        found.add(mistake);
    }

    /** @throws InvalidSettingException if there was any mistake */
    public void refuse() throws InvalidSettingException {
        if (!found.isEmpty()) {
            throw new InvalidSettingException(found);
        }
    }
}
