package dev.sallyport.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A path as dockerd cleans it, by text alone (Go's {@code path.Clean}): {@code ..} is taken away before any link is
 * followed. What dockerd, the runtime and this program could read differently is no path: one that is relative, or
 * holds a backslash, which dockerd takes for a slash in some places and not in others.
 *
 * @param text begins with a slash, ends with none, without empty, {@code .} and {@code ..} parts
 */
public record AbsolutePath(String text) {

    /** limits.h, PATH_MAX and NAME_MAX: the kernel takes none that is longer. */
    private static final int MAX_BYTES = 4096;

    private static final int MAX_NAME_BYTES = 255;

    /**
     * @param what it is, for the person at the terminal, such as {@code the source of a bind}
     * @throws UnreadableException if it is not absolute, too long for the kernel, or holds a backslash or a control
     *     character
     */
    public static AbsolutePath parse(String what, String text) throws UnreadableException {
        if (!text.startsWith("/")) {
            throw new UnreadableException(what + " is not an absolute path: `" + shortened(text) + "`",
                    "a path that begins with /");
        }
        if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new UnreadableException(what + " is longer than " + MAX_BYTES + " bytes");
        }
        if (text.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c))) {
            throw new UnreadableException(
                    what + " holds a backslash or a control character: `" + shortened(text) + "`");
        }
        return new AbsolutePath(clean(what, text));
    }

    private static String clean(String what, String text) throws UnreadableException {
        List<String> parts = new ArrayList<>();
        for (String part : text.split("/")) {
            if (part.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
                throw new UnreadableException(what + " has a part longer than " + MAX_NAME_BYTES + " bytes");
            }
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }

    /** Whether it is the other path, or lies in it. */
    public boolean isWithin(String directory) {
        return text.equals(directory) || directory.equals("/") || text.startsWith(directory + "/");
    }

    @Override
    public String toString() {
        return text;
    }
}
