package dev.sallyport.rules;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;

/** Patterns for paths and names: {@code *} within a segment, {@code **} across segments, {@code ?}, {@code {a,b}}. */
final class Glob {

    private final List<PathMatcher> matchers;

    private Glob(List<PathMatcher> matchers) {
        this.matchers = matchers;
    }

    /** A path has no empty parts, nor then has a URL that is matched like one. */
    static Glob anyOf(List<String> patterns) {
        return new Glob(patterns.stream().map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("//", "/"))).toList());
    }

    boolean matches(String text) {
        if (text.isEmpty()) {
            return false;
        }
        try {
            Path path = Path.of(text);
            return matchers.stream().anyMatch(matcher -> matcher.matches(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
