package dev.sallyport.settings;

import java.nio.file.Path;

/** Where a unix socket is, written with or without {@code unix://} before its path. */
public record SocketPath(Path path) {

    private static final String SCHEME = "unix://";

    static Grammar<SocketPath> grammar() {
        return new Word<>("path", "a path", "", SocketPath::parse);
    }

    private static SocketPath parse(String text, Path base) {
        String path = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
        return new SocketPath(Grammars.path(path, base));
    }

    public static SocketPath of(String path) {
        return new SocketPath(Path.of(path));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
