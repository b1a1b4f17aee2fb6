package dev.sallyport.action;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a volume really is: as a request would make it, or as it exists.
 *
 * @param name empty for an anonymous one
 * @param driver empty for the default, {@code local}
 * @param options the driver's options, as given
 * @param nature what they come to
 */
public record VolumeDefinition(String name, String driver, Map<String, String> options, Nature nature) {

    public sealed interface Nature {
        /** A directory of dockerd's own. */
        record Plain() implements Nature {}

        /** A tmpfs. */
        record Memory() implements Nature {}

        /** A directory of the host: a bind in disguise. */
        record HostDirectory(HostPath path) implements Nature {}

        /**
         * An export of a file server, that the host's own kernel mounts.
         *
         * @param type such as {@code nfs}
         * @param servers every name and address that the options give for it
         */
        record Remote(String type, Set<String> servers) implements Nature {}

        /** @param paths every absolute path in the options of another driver than {@code local} */
        record ByDriver(List<HostPath> paths) implements Nature {
            public ByDriver {
                paths = List.copyOf(paths);
            }
        }

        /**
         * What it shows of the host cannot be told.
         *
         * @param why follows the volume's name, such as {@code "has the mount option `remount`"}
         */
        record Unjudgeable(String why, String wanted) implements Nature {}
    }

    public VolumeDefinition {
        options = Map.copyOf(options);
    }

    public boolean isLocal() {
        return driver.isEmpty() || driver.equals("local");
    }

    /** The directory of the host that it is bound to. */
    public Optional<HostPath> hostDirectory() {
        return nature instanceof Nature.HostDirectory(HostPath path) ? Optional.of(path) : Optional.empty();
    }

    /** Such as {@code volume data}. */
    public String describe() {
        return name.isEmpty() ? "the volume" : "volume " + name;
    }
}
