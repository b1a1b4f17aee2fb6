package dev.sallyport.decision;

import java.util.regex.Pattern;

/**
 * One reason for a denial, written for the person at the terminal.
 *
 * @param rule the id of the rule that found it, as in a policy file
 * @param found what the request says, such as {@code "drops no capability"}
 * @param wanted what the policy wants instead, such as {@code "drop ALL"}; empty if nothing would do
 * @param mend the docker CLI flag or step that mends it, such as {@code "--cap-drop ALL"}; empty if there is none
 */
public record Violation(String rule, String found, String wanted, String mend) {

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    public Violation(String rule, String found, String wanted) {
        this(rule, found, wanted, "");
    }

    /** One line: {@code cap-drop: drops no capability; wanted: drop ALL; fix: --cap-drop ALL}. */
    public String line() {
        StringBuilder line = new StringBuilder(rule).append(": ").append(found);
        if (!wanted.isEmpty()) {
            line.append("; wanted: ").append(wanted);
        }
        if (!mend.isEmpty()) {
            line.append("; fix: ").append(mend);
        }
        return printable(line.toString());
    }

    /** The text without what steers a terminal: texts hold what users sent. */
    public static String printable(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }
}
