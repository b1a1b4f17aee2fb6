package dev.sallyport.rules;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What rules know of the host they run on, when they are made.
 *
 * @param realPath a path with every link followed; empty if it leads nowhere
 * @param ownFiles Sallyport's own files and the Docker socket: what the rule host-paths always forbids
 */
public record Surroundings(Function<String, Optional<String>> realPath, List<String> ownFiles) {
    public Surroundings {
        ownFiles = List.copyOf(ownFiles);
    }
}
