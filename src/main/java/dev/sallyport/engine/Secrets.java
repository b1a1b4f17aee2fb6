package dev.sallyport.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What in a text can be a secret, by the names that it goes by, and the same text with {@code ***} in its place. */
public final class Secrets {

    public static final String HIDDEN = "***";

    /** In names such as {@code splunk-token}, {@code --api-key}. */
    private static final List<String> WORDS = List.of("pass", "secret", "token", "credential", "key");

    /** Within mount(8)'s options and the like: {@code username=me,password=...}. */
    private static final Pattern PIECE =
            Pattern.compile("((?:pass|secret|token|credential)[^=,]{0,40})=[^,]*", Pattern.CASE_INSENSITIVE);

    private static final Pattern USER_INFO = Pattern.compile("(://)[^/?#@\\s]*@");
    private static final Pattern QUERY_VALUE = Pattern.compile("(?<=[?&])([^=&#\\s]*)=[^&#\\s]+");

    private static final Pattern FLAG = Pattern.compile("--?[A-Za-z][^=\\s]*");
    private static final Pattern ASSIGNMENT = Pattern.compile("(-{0,2}[A-Za-z_][A-Za-z0-9_.-]*)[=:].*", Pattern.DOTALL);
    private static final Pattern LINE_PIECE = Pattern.compile(
            "([A-Za-z0-9_.-]*(?:pass|secret|token|credential|key)[A-Za-z0-9_.-]*(?:=|:\\s?|\\s+))[^\\s'\"&|;]+",
            Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** Whether what goes by this name is one. */
    public static boolean isName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String word : WORDS) {
            if (lower.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** The value of an option of a driver. */
    public static String option(String name, String value) {
        return isName(name) ? HIDDEN : PIECE.matcher(value).replaceAll("$1=" + HIDDEN);
    }

    /** Of {@code NAME=value}, {@code NAME=***}. */
    public static String assignment(String text) {
        return text.indexOf('=') >= 0 ? text.substring(0, text.indexOf('=') + 1) + HIDDEN : text;
    }

    /** A URL without its user's name and password, and without the values of its query. */
    public static String url(String url) {
        return QUERY_VALUE.matcher(USER_INFO.matcher(url).replaceAll("$1" + HIDDEN + "@")).replaceAll("$1=" + HIDDEN);
    }

    /**
     * A command's arguments without the values of flags and variables that go by a secret's name, and without those
     * of URLs. A secret that goes by no name is not found.
     */
    public static List<String> arguments(List<String> arguments) {
        List<String> masked = new ArrayList<>(arguments.size());
        boolean next = false;
        for (String argument : arguments) {
            boolean flag = FLAG.matcher(argument).matches();
            masked.add(next && !flag ? HIDDEN : argument(argument));
            next = flag && isName(argument);
        }
        return masked;
    }

    private static String argument(String argument) {
        Matcher assignment = ASSIGNMENT.matcher(argument);
        if (assignment.matches() && isName(assignment.group(1))) {
            return argument.substring(0, assignment.end(1) + 1) + HIDDEN;
        }
        String withoutUrls = url(argument);
        return withoutUrls.indexOf(' ') < 0 ? withoutUrls : LINE_PIECE.matcher(withoutUrls).replaceAll("$1" + HIDDEN);
    }
}
