package dev.sallyport.rules;

import java.util.List;

/**
 * What rules know of the host they run on.
 *
 * @param files the host's file system
 * @param ownFiles Sallyport's own files and the Docker socket: what the rule host-paths always forbids
 */
public record Surroundings(HostFiles files, List<String> ownFiles) {
    public Surroundings {
        ownFiles = List.copyOf(ownFiles);
    }
}
