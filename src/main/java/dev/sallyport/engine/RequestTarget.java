package dev.sallyport.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The target of an HTTP request as Go's server reads it (net/url, {@code ParseRequestURI}): the path percent-decoded,
 * the query cut at the first {@code ?}, the absolute form understood, {@code #} not special. A general URI library
 * reads some targets differently, so none is used.
 *
 * @param path the decoded path without the version prefix, such as {@code /containers/create}
 * @param fullPath the decoded path as sent
 * @param version the version prefix, such as {@code 1.45}, if there is one
 * @param query the decoded query
 */
public record RequestTarget(String path, String fullPath, Optional<ApiVersion> version, Query query) {

    /** moby, daemon/server/server.go: {@code /v{version:[0-9.]+}}. */
    private static final Pattern VERSIONED = Pattern.compile("/v([0-9.]+)(/.*)");
    private static final int MAX_CHARS = 32 * 1024;
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)");

    /** @throws UnreadableException if Go's server would answer 400, or if no honest client sends such a target */
    public static RequestTarget parse(String raw) throws UnreadableException {
        refuseOddCharacters(raw);
        String rest = stripAuthority(raw);
        int mark = rest.indexOf('?');
        String path = PercentEncoding.PATH.decode(mark < 0 ? rest : rest.substring(0, mark));
        Query query = Query.parse(mark < 0 ? "" : rest.substring(mark + 1));
        if (path.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == 0xfffd)) {
            throw new UnreadableException("the path holds control characters or invalid UTF-8");
        }
        if (!isClean(path)) {
            // dockerd's router redirects these and never asks a plugin.
            throw new UnreadableException("the path holds an empty, '.' or '..' segment");
        }
        Matcher versioned = VERSIONED.matcher(path);
        return versioned.matches()
                ? new RequestTarget(versioned.group(2), path, Optional.of(new ApiVersion(versioned.group(1))), query)
                : new RequestTarget(path, path, Optional.empty(), query);
    }

    private static void refuseOddCharacters(String raw) throws UnreadableException {
        if (raw.length() > MAX_CHARS) {
            throw new UnreadableException("the request target is longer than " + MAX_CHARS + " characters");
        }
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= 0x20 || c == 0x7f) {
                throw new UnreadableException("the request target holds a space or control character");
            }
            if (c == '#') {
                // To Go's server it is a character like any other; to dockerd's own authorization code it begins a
                // fragment, and on a malformed one it hides the body from the plugin.
                throw new UnreadableException("the request target holds an unescaped '#'", "%23");
            }
        }
    }

    private static boolean isClean(String path) {
        return !path.contains("//")
                && Arrays.stream(path.split("/")).noneMatch(segment -> segment.equals(".") || segment.equals(".."));
    }

    /** Turns {@code http://anything/path} into {@code /path}. */
    private static String stripAuthority(String raw) throws UnreadableException {
        if (raw.startsWith("/")) {
            return raw;
        }
        Matcher absolute = SCHEME.matcher(raw);
        if (!absolute.matches() || !absolute.group(2).startsWith("//")) {
            throw new UnreadableException("the request target is neither a path nor an absolute URL");
        }
        String afterSlashes = absolute.group(2).substring(2);
        // The query is cut before the authority: a slash behind the question mark does not begin the path.
        int mark = afterSlashes.indexOf('?');
        int slash = afterSlashes.indexOf('/');
        if (slash < 0 || mark >= 0 && mark < slash) {
            throw new UnreadableException("the request target has no path");
        }
        return afterSlashes.substring(slash);
    }
}
