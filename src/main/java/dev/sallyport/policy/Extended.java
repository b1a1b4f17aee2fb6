package dev.sallyport.policy;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.util.regex.Pattern;

/** What a policy extends: the name of a preset; or a file, with a slash in it or {@code .yaml} at its end. */
record Extended(String text) {

    private static final Pattern FILE = Pattern.compile(".*(/.*|\\.ya?ml)");

    static Grammar<Extended> grammar() {
        return new Word<>("name of a preset, or file", "", "", (text, _) -> new Extended(text));
    }

    boolean isFile() {
        return FILE.matcher(text).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
