package dev.sallyport.facts;

import java.util.Optional;

/**
 * @param path of the first socket, pipe or device that was found, if there is one
 * @param looks how many entries were looked at
 */
public record FirstSpecialFile(Optional<String> path, int looks) {}
