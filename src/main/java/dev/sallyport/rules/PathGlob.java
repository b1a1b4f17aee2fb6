package dev.sallyport.rules;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.util.Arrays;
import java.util.List;

/** A glob for absolute paths. */
record PathGlob(Glob glob) implements NarrowGlob {

    static Grammar<PathGlob> grammar() {
        return new Word<>("glob", "a glob", "", (text, _) -> parse(text));
    }

    /** @throws IllegalArgumentException if it is malformed, or no absolute path can match it */
    static PathGlob parse(String text) {
        Glob glob = Glob.parse(text);
        refuseHome(text);
        if (!text.startsWith("/") && !text.startsWith("**") && !text.startsWith("{")) {
            throw NarrowGlob.matchesNothing(text, "a path begins with `/`");
        }
        if (text.endsWith("/") && text.length() > 1) {
            String directory = text.substring(0, text.length() - 1);
            throw NarrowGlob.matchesNothing(text,
                    "a path does not end with `/`; for all beneath: " + directory + "/**");
        }
        if (Arrays.stream(text.split("/")).anyMatch(part -> part.equals(".") || part.equals(".."))) {
            throw NarrowGlob.matchesNothing(text, "paths are compared without `.` and `..`");
        }
        return new PathGlob(glob);
    }

    /** @throws IllegalArgumentException if the text begins with {@code ~} */
    static void refuseHome(String text) {
        if (text.startsWith("~")) {
            throw NarrowGlob.matchesNothing(text, "`~` is nobody's home here; write the whole path");
        }
    }

    /** Whether all that it matches is the directory or lies in it. */
    boolean isWithin(HostDirectory directory) {
        String text = glob.pattern();
        String fixed = text.split("[*?\\[{]", 2)[0];
        String parent = fixed.substring(0, Math.max(0, fixed.lastIndexOf('/')));
        return HostDirectory.contains(directory.path(), fixed.equals(text) ? text : parent);
    }

    static List<PathGlob> of(String... texts) {
        return Arrays.stream(texts).map(PathGlob::parse).toList();
    }

    @Override
    public String toString() {
        return glob.pattern();
    }
}
