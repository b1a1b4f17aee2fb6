package dev.sallyport.action;

import dev.sallyport.action.HostPath.Place;
import dev.sallyport.engine.AbsolutePath;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.HostEntry;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.MountTable;
import dev.sallyport.facts.Question;
import dev.sallyport.facts.SocketTable;
import java.util.List;
import java.util.stream.Stream;

/** The one place where a text becomes a path of the host. */
final class PathReader {

    private final Inquiry inquiry;

    PathReader(Inquiry inquiry) {
        this.inquiry = inquiry;
    }

    /**
     * @param what it is, for the person at the terminal, such as {@code the source of a bind}
     * @throws UnreadableException if it has no canonical form
     */
    HostPath read(String what, String written) throws UnreadableException {
        AbsolutePath path = AbsolutePath.parse(what, written);
        return new HostPath(written, path.text(), place(path));
    }

    private Place place(AbsolutePath path) {
        return switch (inquiry.ask(new Question.PathOnHost(path.text()))) {
            case Lookup.Found<HostEntry>(HostEntry.Present(String real, HostEntry.Type type)) -> at(real, type);
            case Lookup.Found<HostEntry>(HostEntry.Missing(String real)) -> new Place.Missing(real);
            case Lookup.Absent<HostEntry>() -> new Place.Missing(path.text());
            case Lookup.Failed<HostEntry>(String why) -> new Place.Unknown(why);
        };
    }

    private Place at(String real, HostEntry.Type type) {
        return switch (inquiry.ask(new Question.Mounts())) {
            case Lookup.Found<MountTable>(MountTable mounts) -> at(real, type, mounts);
            case Lookup.Absent<MountTable>() -> new Place.Unknown("the host has no table of mounts");
            case Lookup.Failed<MountTable>(String why) -> new Place.Unknown(why);
        };
    }

    private Place at(String real, HostEntry.Type type, MountTable mounts) {
        List<MountTable.Alias> aliases = mounts.aliases(real);
        return switch (inquiry.ask(new Question.Sockets())) {
            case Lookup.Found<SocketTable>(SocketTable sockets) -> new Place.At(
                    real, type, aliases, mounts.submounts(real), isDaemons(real, aliases), sockets.in(real));
            case Lookup.Absent<SocketTable>() -> new Place.Unknown("the host has no table of sockets");
            case Lookup.Failed<SocketTable>(String why) -> new Place.Unknown(why);
        };
    }

    private boolean isDaemons(String real, List<MountTable.Alias> aliases) {
        String root = inquiry.daemon().map(Inspected.Info::dockerRootDir).orElse("");
        return !root.isEmpty()
                && Stream.concat(Stream.of(real), aliases.stream().filter(alias -> !isBeneath(alias.mountPoint(), root)).map(MountTable.Alias::path))
                        .anyMatch(path -> path.equals(root) || isBeneath(path, root) || isBeneath(root, path));
    }

    private static boolean isBeneath(String path, String directory) {
        return !path.equals(directory) && new AbsolutePath(path).isWithin(directory);
    }
}
