package dev.sallyport.action;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One mount of a container.
 *
 * @param kind what is mounted
 * @param source a host path as it was written, a volume's name, or empty
 * @param host of a bind, where its source leads
 * @param target where, in the container
 * @param access what can be written through it
 * @param origin where the request, the image or the daemon says it
 * @param definitions what the volume is: as the request would make it, as it exists, or both
 */
public record MountUse(
        Kind kind,
        String source,
        Optional<HostPath> host,
        String target,
        Access access,
        Origin origin,
        List<VolumeDefinition> definitions) {

    public enum Kind {
        BIND,
        VOLUME,
        TMPFS,
        IMAGE,
        CLUSTER,
        /** A kind this version does not know: judged as the worst. */
        OTHER
    }

    public enum Origin {
        BINDS,
        MOUNTS,
        VOLUMES,
        VOLUMES_FROM,
        IMAGE,
        DAEMON
    }

    /**
     * @param readOnly whether the container can write nothing under it
     * @param filled whether dockerd fills an empty volume from the image when the container is created, read-only or
     *     not, as root, with owners and set-user-id bits (moby, daemon/create_unix.go, populateVolume)
     */
    public record Access(boolean readOnly, boolean filled, Propagation propagation) {
        static final Access WRITABLE = new Access(false, false, Propagation.PRIVATE);
    }

    /** What mounts beneath it later pass on (mount_namespaces(7)). */
    public enum Propagation {
        PRIVATE,
        SLAVE,
        SHARED;

        /** Empty is rprivate, but where dockerd's own data is bound (moby, daemon/volumes_linux.go). */
        static Propagation of(String mode) {
            return switch (mode.toLowerCase(Locale.ROOT)) {
                case "shared", "rshared" -> SHARED;
                case "slave", "rslave" -> SLAVE;
                default -> PRIVATE;
            };
        }

        /** Whether what the host mounts there later appears in the container, and writable, however this mount is. */
        public boolean live() {
            return this != PRIVATE;
        }
    }

    public MountUse {
        definitions = List.copyOf(definitions);
    }

    static MountUse tmpfs(String target, Origin origin) {
        return new MountUse(Kind.TMPFS, "", Optional.empty(), target, Access.WRITABLE, origin, List.of());
    }

    static MountUse anonymous(String target, Origin origin) {
        return new MountUse(Kind.VOLUME, "", Optional.empty(), target, Access.WRITABLE, origin, List.of());
    }

    MountUse readOnlyIf(boolean wanted) {
        return wanted && !access.readOnly()
                ? new MountUse(kind, source, host, target, new Access(true, access.filled(), access.propagation()),
                        origin,
                        definitions)
                : this;
    }

    public boolean readOnly() {
        return access.readOnly();
    }

    /** Every directory of the host that is seen through it: a bind's, and those that a volume is bound to. */
    public List<HostPath> hostDirectories() {
        return kind == Kind.BIND
                ? host.stream().toList()
                : definitions.stream().map(VolumeDefinition::hostDirectory).flatMap(Optional::stream).toList();
    }

    /** How mends name it, whatever it is. */
    public String place() {
        return "the mount at " + target;
    }

    /** Such as {@code bind /srv/data at /data}. */
    public String describe() {
        String what =
                switch (kind) {
                    case BIND -> "bind " + source;
                    case VOLUME -> source.isEmpty() ? "anonymous volume" : "volume " + source;
                    case TMPFS -> "tmpfs";
                    case IMAGE -> "image " + source;
                    case CLUSTER -> "cluster volume " + source;
                    case OTHER -> "mount of an unknown type";
                };
        String by =
                switch (origin) {
                    case VOLUMES_FROM -> " (from --volumes-from)";
                    case IMAGE -> " (a VOLUME of the image)";
                    case BINDS, MOUNTS, VOLUMES, DAEMON -> "";
                };
        return what + " at " + target + by;
    }
}
