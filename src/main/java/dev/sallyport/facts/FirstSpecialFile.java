package dev.sallyport.facts;

import java.util.Optional;

/** @param path of the first socket, pipe or device that was found, if there is one */
public record FirstSpecialFile(Optional<String> path) {}
