package dev.sallyport.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A request target without the query parameters whose values can be secrets. */
public final class RedactedTarget {

    /**
     * The only query parameters whose values are kept: build arguments, commit changes, labels and what is yet to come
     * are not.
     */
    private static final Set<String> KEPT = Set.of(
            "all", "checkpoint", "checkpoint-dir", "condition", "container", "detachkeys", "dir", "dockerfile",
            "driver", "filters", "follow", "force", "fromimage", "h", "limit", "link", "logs", "name", "names",
            "networkmode", "noprune", "nocache", "path", "platform", "ps_args", "pull", "q", "quiet",
            "registryauthfrom", "repo", "rm", "rollback", "securityopt", "signal", "since", "size", "stderr", "stdin",
            "stdout", "stream", "t", "tag", "tail", "target", "term", "timestamps", "type", "until", "v", "version",
            "w");

    private RedactedTarget() {}

    /** The target, still as sent, with {@code ***} for values that can be secrets. */
    public static String of(String target) {
        int mark = target.indexOf('?');
        if (mark < 0) {
            return target;
        }
        return Arrays.stream(target.substring(mark + 1).split("&"))
                .map(RedactedTarget::parameter)
                .collect(Collectors.joining("&", target.substring(0, mark + 1), ""));
    }

    /** Whether the values of the query parameter are kept. */
    public static boolean keeps(String parameter) {
        return KEPT.contains(parameter.toLowerCase(Locale.ROOT));
    }

    private static String parameter(String pair) {
        int equals = pair.indexOf('=');
        boolean kept = equals < 0 || keeps(pair.substring(0, equals)) || equals == pair.length() - 1;
        return kept ? pair : pair.substring(0, equals + 1) + "***";
    }
}
