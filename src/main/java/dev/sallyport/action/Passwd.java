package dev.sallyport.action;

import dev.sallyport.action.RunUser.Identity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A container's /etc/passwd, as runc reads it (moby/sys/user). */
record Passwd(byte[] content) {

    private static final int UID = 2;
    private static final int GID = 3;

    /** What a name means. */
    Identity identity(String name) {
        if (!isPlain()) {
            // Go trims spaces beyond ASCII, Java does not: no guessing which lines are which.
            return new Identity.Unknown("the image's /etc/passwd is not plain ASCII");
        }
        List<String[]> entries = entries(name);
        if (entries.isEmpty()) {
            return new Identity.Unknown("the image's /etc/passwd has no such name");
        }
        // Several entries of one name: runc takes the first; the worst is as good a reason to refuse.
        long lowest = entries.stream().mapToLong(fields -> number(fields, UID)).min().orElse(-1);
        return lowest < 0
                ? new Identity.Unknown("the image's /etc/passwd is malformed there")
                : new Identity.Uid(lowest);
    }

    /** The name's uid and gid, such as {@code 999:999}; empty if it has none, or is root. */
    Optional<String> numbers(String name) {
        return isPlain()
                ? entries(name).stream()
                        .filter(fields -> number(fields, UID) > 0 && number(fields, GID) >= 0)
                        .map(fields -> number(fields, UID) + ":" + number(fields, GID))
                        .findFirst()
                : Optional.empty();
    }

    private boolean isPlain() {
        for (byte b : content) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private List<String[]> entries(String name) {
        return Arrays.stream(new String(content, StandardCharsets.UTF_8).split("\n"))
                .map(line -> line.strip().split(":", -1))
                .filter(fields -> fields[0].equals(name))
                .toList();
    }

    private static long number(String[] fields, int index) {
        return fields.length <= index ? -1 : RunUser.number(fields[index]);
    }
}
