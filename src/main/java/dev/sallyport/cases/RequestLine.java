package dev.sallyport.cases;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A method and a target: {@code POST /containers/create?name=web}. */
record RequestLine(String method, String target) {

    private static final Pattern LINE = Pattern.compile("([A-Z]+) (\\S+)");

    static Grammar<RequestLine> grammar() {
        return new Word<>("request line", "a method and a path, such as POST /containers/create", LINE.pattern(),
                (text, _) -> parse(text));
    }

    private static RequestLine parse(String text) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw new IllegalArgumentException();
        }
        return new RequestLine(line.group(1), line.group(2));
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
