package dev.sallyport.action;

import java.util.List;

/**
 * One mount of a container.
 *
 * @param kind what is mounted
 * @param source a host path, a volume's name, or empty
 * @param target where, in the container
 * @param readOnly whether nothing under it can be written
 * @param origin where the request, the image or the daemon says it
 * @param definitions what the volume is: as the request would make it, as it exists, or both
 */
public record MountUse(
        Kind kind, String source, String target, boolean readOnly, Origin origin, List<VolumeDefinition> definitions) {

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

    public MountUse {
        definitions = List.copyOf(definitions);
    }

    public MountUse(Kind kind, String source, String target, boolean readOnly, Origin origin) {
        this(kind, source, target, readOnly, origin, List.of());
    }

    MountUse with(List<VolumeDefinition> found) {
        return new MountUse(kind, source, target, readOnly, origin, found);
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
