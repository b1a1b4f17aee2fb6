package dev.sallyport.action;

import dev.sallyport.engine.UnreadableException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of the driver {@code local} as dockerd hands them to mount(2) (moby, daemon/volume/local/local_unix.go;
 * flags: moby/sys/mount). Only what is known to be harmless is understood. Everything else could show any part of the
 * host, by a file system, a flag or a spelling that nobody has thought of, and is refused.
 */
final class LocalVolume {

    private static final Set<String> FLAGS = Set.of(
            "defaults", "ro", "rw", "nosuid", "nodev", "noexec", "sync", "async", "dirsync", "noatime", "nodiratime",
            "relatime", "norelatime", "strictatime", "nostrictatime");
    private static final Set<String> OF_TMPFS = Set.of("size", "nr_blocks", "nr_inodes", "mode", "uid", "gid");
    private static final Set<String> SERVER = Set.of("addr", "ip", "mountaddr", "mounthost");
    private static final Set<String> OF_NFS = Set.of(
            "vers", "nfsvers", "minorversion", "proto", "port", "mountport", "mountproto", "mountvers", "hard", "soft",
            "softerr", "timeo", "retrans", "rsize", "wsize", "bsize", "namlen", "acregmin", "acregmax", "acdirmin",
            "acdirmax", "actimeo", "ac", "noac", "cto", "nocto", "lock", "nolock", "acl", "noacl", "rdirplus",
            "nordirplus", "sec", "nconnect", "intr", "nointr", "tcp", "udp", "fg", "bg", "retry", "lookupcache",
            "local_lock", "resvport", "noresvport", "clientaddr");
    private static final Set<String> OF_CIFS = Set.of(
            "user", "username", "pass", "password", "domain", "dom", "vers", "sec", "port", "uid", "gid", "forceuid",
            "forcegid", "file_mode", "dir_mode", "iocharset", "nounix", "noserverino", "serverino", "mfsymlinks",
            "noperm", "perm", "nobrl", "brl", "cache", "actimeo", "rsize", "wsize", "seal", "soft", "hard", "guest");

    /** {@code server:/export}; the server may be empty where {@code addr} names it. */
    private static final Pattern NFS_DEVICE = Pattern.compile("([A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+]):(/[^:]*)");

    private static final Pattern CIFS_DEVICE = Pattern.compile("//([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])/([^/].*)");
    private static final int MAX_CHARS = 4096;
    private static final int MAX_OPTIONS = 64;

    private static final String WANTED =
            "a plain volume, or one of type none (bound), tmpfs, nfs or cifs with common options";

    /** What the options come to. */
    sealed interface Form {
        /** A directory of dockerd's own. */
        record Plain() implements Form {}

        record Memory() implements Form {}

        /** @param device the directory of the host that is bound */
        record Bound(String device) implements Form {}

        /** @param servers every host that the options name */
        record Remote(String type, Set<String> servers) implements Form {}
    }

    private final String type;
    private final String device;
    private final List<String> options;

    private LocalVolume(String type, String device, List<String> options) {
        this.type = type;
        this.device = device;
        this.options = options;
    }

    /** @throws UnreadableException if what they show of the host cannot be told */
    static Form read(Map<String, String> given) throws UnreadableException {
        for (String name : given.keySet()) {
            refuse(!Set.of("type", "o", "device", "size").contains(name), "has the option `" + name + "`");
        }
        String type = given.getOrDefault("type", "");
        String device = given.getOrDefault("device", "");
        String o = given.getOrDefault("o", "");
        refuse(o.length() > MAX_CHARS || device.length() > MAX_CHARS,
                "has options longer than " + MAX_CHARS + " characters");
        refuse(unclear(type) || unclear(device) || unclear(o),
                "has options with a backslash, a percent sign, a blank or a control character");
        List<String> options = o.isEmpty() ? List.of() : Arrays.asList(o.split(",", -1));
        refuse(options.size() > MAX_OPTIONS, "has more than " + MAX_OPTIONS + " mount options");
        return new LocalVolume(type, device, options).form();
    }

    /** Blanks and escapes: Go, the kernel and each file system take them differently. */
    private static boolean unclear(String text) {
        return text.chars().anyMatch(c -> c == '\\' || c == '%' || c == '"' || Character.isWhitespace(c)
                || Character.isSpaceChar(c) || Character.isISOControl(c));
    }

    private Form form() throws UnreadableException {
        if (type.isEmpty() && device.isEmpty() && options.isEmpty()) {
            return new Form.Plain();
        }
        return switch (type) {
            case "", "none" -> bound();
            case "tmpfs" -> {
                allowOnly(OF_TMPFS);
                yield new Form.Memory();
            }
            case "nfs", "nfs4" -> remote(NFS_DEVICE, OF_NFS);
            case "cifs" -> remote(CIFS_DEVICE, OF_CIFS);
            default -> throw new UnreadableException(
                    "is a file system of type " + type + ", which may show any part of the host", WANTED);
        };
    }

    private Form bound() throws UnreadableException {
        refuse(!options.contains("bind") && !options.contains("rbind"), "has a device and neither bind nor rbind");
        allowOnly(Set.of("bind", "rbind"));
        return new Form.Bound(device);
    }

    private Form remote(Pattern devices, Set<String> known) throws UnreadableException {
        Matcher match = devices.matcher(device);
        refuse(!match.matches(), "has a device that is no export of a server");
        refuse(match.group(2).contains(".."), "has a device with dots in its path");
        Set<String> names = new HashSet<>(known);
        names.addAll(SERVER);
        allowOnly(names);
        Set<String> servers = new HashSet<>();
        if (!match.group(1).isEmpty()) {
            servers.add(match.group(1));
        }
        options.stream()
                .filter(option -> SERVER.contains(name(option)))
                .map(option -> option.substring(option.indexOf('=') + 1))
                .forEach(servers::add);
        refuse(servers.isEmpty(), "names no server");
        return new Form.Remote(type, Set.copyOf(servers));
    }

    private void allowOnly(Set<String> names) throws UnreadableException {
        for (String option : options) {
            refuse(!FLAGS.contains(option) && !names.contains(name(option)),
                    "has the mount option `" + name(option) + "`");
        }
    }

    private static String name(String option) {
        int equals = option.indexOf('=');
        return equals < 0 ? option : option.substring(0, equals);
    }

    private static void refuse(boolean when, String why) throws UnreadableException {
        if (when) {
            throw new UnreadableException(why, WANTED);
        }
    }
}
