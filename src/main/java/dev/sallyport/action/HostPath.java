package dev.sallyport.action;

import dev.sallyport.facts.HostEntry;
import dev.sallyport.facts.MountTable;
import java.util.List;
import java.util.Optional;

/**
 * A path of the host that a request reaches, followed to what is there, once, for whoever judges.
 *
 * @param written as the request, the volume or the daemon says it
 * @param path the same, with {@code ..} taken away as dockerd does
 * @param place where it leads
 */
public record HostPath(String written, String path, Place place) {

    public sealed interface Place {
        /**
         * Something is there.
         *
         * @param path without links
         * @param aliases every way to the same files, or to some of them, through other mounts too
         * @param submounts the mount it lies in, and what is mounted beneath it
         * @param daemons whether dockerd keeps its data there, or in what holds it
         * @param special a socket, pipe or device that lies in it: to use one, nothing needs to be mounted writable
         */
        record At(
                String path,
                HostEntry.Type type,
                List<MountTable.Alias> aliases,
                List<MountTable.Submount> submounts,
                boolean daemons,
                Optional<String> special)
                implements Place {
            public At {
                aliases = List.copyOf(aliases);
                submounts = List.copyOf(submounts);
            }
        }

        /** @param path where dockerd would make it */
        record Missing(String path) implements Place {}

        /** @param why for the person at the terminal */
        record Unknown(String why) implements Place {}
    }

    /** The path without links; empty if it is not known. */
    public Optional<String> real() {
        return switch (place) {
            case Place.At at -> Optional.of(at.path());
            case Place.Missing(String path) -> Optional.of(path);
            case Place.Unknown _ -> Optional.empty();
        };
    }

    /** Where, beneath it, something is mounted that may be written though this path is mounted read-only. */
    public List<String> writableBeneath() {
        return switch (place) {
            case Place.At at -> at.submounts().stream()
                    .skip(1)
                    .filter(MountTable.Submount::writable)
                    .map(MountTable.Submount::point)
                    .toList();
            case Place.Missing _ -> List.of();
            case Place.Unknown _ -> List.of();
        };
    }

    /** The path, and where it leads if that is elsewhere. */
    public String describe() {
        return real().filter(real -> !real.equals(path)).map(real -> path + ", which is " + real).orElse(path);
    }
}
