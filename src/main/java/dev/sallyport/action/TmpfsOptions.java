package dev.sallyport.action;

import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Mount;
import java.util.List;
import java.util.Set;

/**
 * The options of a container's tmpfs. dockerd lets more through than belongs to one (moby, daemon/pkg/oci;
 * moby/sys/mount, MergeTmpfsOptions), and the runtime hands it to mount(2): with {@code remount}, and a link of the
 * image in the way, to a mount of the host.
 */
final class TmpfsOptions {

    private static final Set<String> KNOWN = Set.of(
            "defaults", "rw", "ro", "exec", "noexec", "suid", "nosuid", "dev", "nodev", "async", "atime", "noatime",
            "diratime", "nodiratime", "relatime", "norelatime", "strictatime", "nostrictatime", "size", "mode", "uid",
            "gid", "nr_inodes", "nr_blocks");

    private static final int MAX_OPTIONS = 64;

    private TmpfsOptions() {}

    /** @param options comma separated, as in {@code HostConfig.Tmpfs} */
    static void check(String options) throws UnreadableException {
        if (!options.isEmpty()) {
            check(List.of(options.split(",", -1)));
        }
    }

    static void check(Mount.TmpfsOptions options) throws UnreadableException {
        for (List<String> option : options.options()) {
            check(option.isEmpty() ? List.of() : List.of(option.getFirst()));
        }
    }

    private static void check(List<String> options) throws UnreadableException {
        if (options.size() > MAX_OPTIONS) {
            throw new UnreadableException("a tmpfs has more than " + MAX_OPTIONS + " options");
        }
        for (String option : options) {
            String name = option.substring(0, option.indexOf('=') < 0 ? option.length() : option.indexOf('='));
            if (!option.isEmpty() && !KNOWN.contains(name)) {
                throw new UnreadableException("a tmpfs has the option `" + name + "`",
                        "size, mode, uid, gid, ro, noexec and the like");
            }
        }
    }
}
