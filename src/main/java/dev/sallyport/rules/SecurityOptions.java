package dev.sallyport.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of SecurityOpt, as dockerd takes it apart: at the first {@code =}, else at the first {@code :} (moby,
 * daemon/daemon_unix.go, parseSecurityOpt).
 *
 * @param key exact case
 * @param value empty for a key alone
 */
record SecurityOptions(String key, String value) {

    static List<SecurityOptions> parse(List<String> entries) {
        List<SecurityOptions> options = new ArrayList<>();
        for (String entry : entries) {
            int at = entry.indexOf('=') >= 0 ? entry.indexOf('=') : entry.indexOf(':');
            options.add(at < 0
                    ? new SecurityOptions(entry, "")
                    : new SecurityOptions(entry.substring(0, at), entry.substring(at + 1)));
        }
        return options;
    }
}
