package dev.sallyport.rules;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit of processes (getrlimit(2)), and how high it may be set.
 *
 * @param name as {@code --ulimit} takes it: {@code nofile}
 * @param most -1 for any
 */
record UlimitBound(String name, long most) {

    private static final String FORM = "([a-z]+)=(-1|[0-9]{1,18})";
    private static final Pattern PATTERN = Pattern.compile(FORM);

    static Grammar<UlimitBound> grammar() {
        return new Word<>("limit", "a limit and its highest value, such as nofile=65536", "^" + FORM + "$",
                (text, _) -> parse(text));
    }

    private static UlimitBound parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException();
        }
        return new UlimitBound(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    boolean admits(UlimitBound asked) {
        return most < 0 || asked.most >= 0 && asked.most <= most;
    }

    @Override
    public String toString() {
        return name + "=" + most;
    }
}
