package dev.sallyport.settings;

import java.nio.file.Path;

/** Where a unix socket is, written with or without {@code unix://} before its path. */
public record SocketPath(Path path) {

    static Grammar<SocketPath> grammar() {
        return new Word<>("path", "a path", "",
            (text, base) -> new SocketPath(Grammars.path(text.startsWith("unix://") ? text.substring("unix://".length()) : text, base)));
    }

    public static SocketPath of(String path) {
        return new SocketPath(Path.of(path));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
