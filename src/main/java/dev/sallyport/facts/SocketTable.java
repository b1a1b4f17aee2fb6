package dev.sallyport.facts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The unix sockets of the host (unix(7), /proc/net/unix). A mount of a directory lets whoever may write to a socket in
 * it connect, read-only or not.
 *
 * @param paths where they were bound
 */
public record SocketTable(List<String> paths) {

    /** Before the path stand seven columns. */
    private static final int COLUMNS = 8;

    public SocketTable {
        paths = List.copyOf(paths);
    }

    public static SocketTable parse(byte[] table) {
        return new SocketTable(new String(table, StandardCharsets.UTF_8).lines()
                .map(line -> line.strip().split("\\s+", COLUMNS))
                .filter(columns -> columns.length == COLUMNS && columns[COLUMNS - 1].startsWith("/"))
                .map(columns -> columns[COLUMNS - 1])
                .distinct()
                .toList());
    }

    /** One that lies in the directory. */
    public Optional<String> in(String directory) {
        String prefix = directory.endsWith("/") ? directory : directory + "/";
        return paths.stream().filter(path -> path.startsWith(prefix)).findFirst();
    }
}
