package dev.sallyport.action;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Names of capabilities as dockerd compares them: upper case, without CAP_ (moby, oci/caps/utils.go). */
public final class Capabilities {

    public static final String ALL = "ALL";

    /** linux/capability.h of Linux 5.9 and later, in its order. */
    public static final List<String> KNOWN = List.of(
            "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP",
            "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER",
            "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE",
            "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP",
            "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF",
            "CHECKPOINT_RESTORE");

    private Capabilities() {}

    /** In alphabetical order. */
    public static Set<String> normalized(Collection<String> names) {
        Set<String> normalized = new TreeSet<>();
        for (String name : names) {
            String upper = name.toUpperCase(Locale.ROOT);
            normalized.add(upper.startsWith("CAP_") ? upper.substring(4) : upper);
        }
        return normalized;
    }
}
