package dev.sallyport.rules;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for paths and names: {@code *} within a segment, {@code **} across segments, {@code ?}, {@code {a,b}}.
 *
 * @param pattern as written
 */
public record Glob(String pattern, PathMatcher matcher) implements NarrowGlob {

    static Grammar<Glob> grammar() {
        return new Word<>("glob", "a glob", "", (text, _) -> parse(text));
    }

    /**
     * A path has no empty parts, nor then has a URL that is matched like one.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static Glob parse(String pattern) {
        try {
            return new Glob(pattern, FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("//", "/")));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("malformed glob `" + pattern + "`", e);
        }
    }

    /** The pattern that matches this text and no other. */
    static String literal(String text) {
        return text.replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0");
    }

    public static boolean any(List<? extends NarrowGlob> globs, String text) {
        if (text.isEmpty()) {
            return false;
        }
        try {
            Path path = Path.of(text);
            return globs.stream().anyMatch(each -> each.glob().matcher.matches(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    static List<String> patterns(List<? extends NarrowGlob> globs) {
        return globs.stream().map(each -> each.glob().pattern).toList();
    }

    @Override
    public Glob glob() {
        return this;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
