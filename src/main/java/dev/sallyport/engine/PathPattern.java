package dev.sallyport.engine;

/**
 * A route's path: literal text around at most one stretch of variables.
 *
 * @param text for people, such as {@code /containers/{name}/json}
 * @param prefix the text before the first variable; all of it if there is none
 * @param between the text between two variables, which then hold no slash; empty if there are fewer than two
 * @param suffix the text behind the last variable
 * @param variables how many variables there are: 0, 1 or 2
 * @param slashes whether the variable may hold slashes ({@code {name:.*}}) or be empty
 */
record PathPattern(String text, String prefix, String between, String suffix, int variables, boolean slashes) {

    static PathPattern parse(String path) {
        String text = path.replaceAll(":\\.[*+]}", "}");
        int open = path.indexOf('{');
        if (open < 0) {
            return new PathPattern(text, path, "", "", 0, false);
        }
        int close = path.indexOf('}');
        int secondOpen = path.indexOf('{', close);
        int lastClose = path.lastIndexOf('}');
        return new PathPattern(
                text,
                path.substring(0, open),
                secondOpen < 0 ? "" : path.substring(close + 1, secondOpen),
                path.substring(lastClose + 1),
                secondOpen < 0 ? 1 : 2,
                path.substring(open, close).endsWith(":.*") || path.substring(open, close).endsWith(":.+"));
    }

    int literalLength() {
        return prefix.length() + between.length() + suffix.length();
    }

    boolean matches(String path) {
        if (variables == 0) {
            return path.equals(prefix);
        }
        if (!path.startsWith(prefix) || !path.endsWith(suffix) || path.length() < prefix.length() + suffix.length()) {
            return false;
        }
        String variable = stretch(path);
        if (variables == 2) {
            int at = variable.indexOf(between);
            return at > 0 && isSegment(variable.substring(0, at))
                    && isSegment(variable.substring(at + between.length()));
        }
        return slashes || isSegment(variable);
    }

    /** The variable's value in a path that matches; the first one's if there are two. */
    String name(String path) {
        if (variables == 0) {
            return "";
        }
        String stretch = stretch(path);
        return variables == 1 ? stretch : stretch.substring(0, stretch.indexOf(between));
    }

    private String stretch(String path) {
        return path.substring(prefix.length(), path.length() - suffix.length());
    }

    private static boolean isSegment(String text) {
        return !text.isEmpty() && text.indexOf('/') < 0;
    }
}
