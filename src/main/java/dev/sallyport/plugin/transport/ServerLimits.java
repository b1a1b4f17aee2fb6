package dev.sallyport.plugin.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bounds of the server.
 *
 * @param maxMessageBytes the largest request body, in bytes; a larger one is refused
 * @param maxConnections how many connections may be open; further ones wait in the kernel's queue
 * @param stallMillis how long a started request or answer may make no progress, in milliseconds
 */
public record ServerLimits(int maxMessageBytes, int maxConnections, int stallMillis) {

    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +([0-9]+) ");

    /** Files that are not connections: jars, logs, the plugin's own questions. */
    private static final int OTHER_FILES = 256;

    /** These bounds, with no more connections than the process may have open files (RLIMIT_NOFILE). */
    public ServerLimits withinOpenFiles() {
        try {
            Matcher limit = OPEN_FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
            if (limit.find() && limit.group(1).length() < 10) {
                int files = Integer.parseInt(limit.group(1));
                int connections = Math.min(maxConnections, Math.max(files - OTHER_FILES, files / 2));
                return new ServerLimits(maxMessageBytes, connections, stallMillis);
            }
        } catch (IOException e) {
            // No such limit is known.
        }
        return this;
    }
}
