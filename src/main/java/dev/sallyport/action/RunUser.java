package dev.sallyport.action;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who a process runs as.
 *
 * @param text as the request, the image or the daemon says it: {@code user[:group]}; may be empty
 * @param identity what that comes to
 */
public record RunUser(String text, Identity identity) {

    public sealed interface Identity {
        record Uid(long uid) implements Identity {}

        /** Not known yet; judged when the container starts. */
        record AtStart() implements Identity {}

        /**
         * @param why for the person at the terminal
         * @param numbers what the name seems to mean, such as {@code 999:999}: good enough to be asked for, not to be
         *     believed
         */
        record Unknown(String why, Optional<String> numbers) implements Identity {
            Unknown(String why) {
                this(why, Optional.empty());
            }
        }

        /** @param why it could not be found out: nothing is said about the user by that */
        record Failed(String why) implements Identity {}
    }

    /** Go's strconv.Atoi takes a sign and leading zeros. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");
    private static final int MAX_DIGITS = 10;

    /** The part before the first colon: a name, a number, or empty. */
    public static String userPart(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    /** The part between the first colon and the next; empty if there is none. */
    public String groupPart() {
        String[] parts = text.split(":", -1);
        return parts.length > 1 ? parts[1] : "";
    }

    /** Whether runc takes it for a number, and so never looks it up (moby/sys/user, {@code GetExecUser}). */
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** The number, or -1 if the daemon refuses it: negative, or over 2147483647. */
    public static long number(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return -1;
        }
        String digits = text.replaceFirst("^[+-]?0*", "");
        if (digits.length() > MAX_DIGITS) {
            return -1;
        }
        long value = digits.isEmpty() ? 0 : Long.parseLong(digits);
        return value > Integer.MAX_VALUE || value > 0 && text.startsWith("-") ? -1 : value;
    }
}
