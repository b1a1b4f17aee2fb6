package dev.sallyport.plugin;

import java.util.ArrayList;
import java.util.List;

/** Text in lines that fit a terminal. */
final class Lines {

    private static final int COLUMNS = 80;
    private static final int HANGING = 4;

    /** No more of one text: it may hold whatever a user sent. */
    private static final int MAX_CHARS = 400;

    private Lines() {}

    /**
     * The text in lines of 80 columns at most; a word that is longer has a line of its own.
     *
     * @param indent of the first line; the next ones stand further in
     */
    static List<String> wrapped(int indent, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : shortened(text).split(" ")) {
            int start = lines.isEmpty() ? indent : indent + HANGING;
            if (!line.isEmpty() && start + columns(line) + 1 + columns(word) > COLUMNS) {
                lines.add(" ".repeat(start) + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(" ".repeat(lines.isEmpty() ? indent : indent + HANGING) + line);
        return lines;
    }

    private static int columns(CharSequence text) {
        return (int) text.codePoints().count();
    }

    /** Cut between words, where there are any. */
    private static String shortened(String text) {
        if (text.length() <= MAX_CHARS) {
            return text;
        }
        String head = text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, MAX_CHARS)));
        int blank = head.lastIndexOf(' ');
        return (blank > MAX_CHARS / 2 ? head.substring(0, blank + 1) : head) + "...";
    }
}
