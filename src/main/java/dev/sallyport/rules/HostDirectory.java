package dev.sallyport.rules;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.nio.file.Path;
import java.util.List;

/**
 * A path of the host that stands for itself and all beneath it.
 *
 * @param path absolute, without {@code .}, {@code ..}, or a slash at its end
 */
record HostDirectory(String path) {

    static Grammar<HostDirectory> grammar() {
        return new Word<>("path", "a path", "^/", (text, _) -> parse(text));
    }

    /** @throws IllegalArgumentException if it is no absolute path, or a glob: it would stand for nothing */
    static HostDirectory parse(String text) {
        PathGlob.refuseHome(text);
        if (!text.startsWith("/")) {
            throw NarrowGlob.matchesNothing(text, "a path begins with `/`");
        }
        if (text.contains("*")) {
            throw NarrowGlob.matchesNothing(text, "this is no list of globs; a directory stands for all beneath it");
        }
        return new HostDirectory(Path.of(text).normalize().toString());
    }

    static List<HostDirectory> of(String... paths) {
        return List.of(paths).stream().map(HostDirectory::new).toList();
    }

    /** Whether the path is this directory, or lies in it. */
    static boolean contains(String directory, String path) {
        return path.equals(directory) || directory.equals("/") || path.startsWith(directory + "/");
    }

    @Override
    public String toString() {
        return path;
    }
}
