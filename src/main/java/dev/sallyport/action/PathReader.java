package dev.sallyport.action;

import dev.sallyport.action.HostPath.Place;
import dev.sallyport.engine.AbsolutePath;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.FirstSpecialFile;
import dev.sallyport.facts.HostEntry;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.MountTable;
import dev.sallyport.facts.Question;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The one place where a text becomes a path of the host. */
final class PathReader {

    /** Of one directory; a source tree can hold a million files. Sockets lie near the top. */
    private static final int MOST_LOOKS = 4096;

    private final Inquiry inquiry;
    private final Set<String> lookedThrough = new HashSet<>();
    private int looksLeft = 8 * MOST_LOOKS;

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
            case Lookup.Found<MountTable>(MountTable mounts) -> mounts.knows(real)
                    ? at(real, type, mounts)
                    : new Place.Unknown("which file system it lies in cannot be told");
            case Lookup.Absent<MountTable>() -> new Place.Unknown("the host has no table of mounts");
            case Lookup.Failed<MountTable>(String why) -> new Place.Unknown(why);
        };
    }

    private Place at(String real, HostEntry.Type type, MountTable mounts) {
        List<MountTable.Alias> aliases = mounts.aliases(real);
        return switch (special(real, type)) {
            case Lookup.Found<Optional<String>>(Optional<String> special) -> new Place.At(
                    real, type, aliases, mounts.submounts(real), isDaemons(real, aliases), special);
            case Lookup.Absent<Optional<String>>() -> new Place.Unknown("the host has no table of sockets");
            case Lookup.Failed<Optional<String>>(String why) -> new Place.Unknown(why);
        };
    }

    /**
     * A socket, pipe or device that lies in a directory: by the kernel's table, which knows the deep ones, else by
     * looking.
     */
    private Lookup<Optional<String>> special(String real, HostEntry.Type type) {
        if (type != HostEntry.Type.DIRECTORY) {
            return new Lookup.Found<>(Optional.empty());
        }
        Lookup<Optional<String>> known = inquiry.ask(new Question.Sockets()).map(sockets -> sockets.in(real));
        return known instanceof Lookup.Found<Optional<String>>(Optional<String> socket) && socket.isEmpty()
                ? lookThrough(real)
                : known;
    }

    private Lookup<Optional<String>> lookThrough(String real) {
        if (looksLeft <= 0 && !lookedThrough.contains(real)) {
            return new Lookup.Failed<>("the directories of this request hold more than is looked through");
        }
        Lookup<FirstSpecialFile> found = inquiry.ask(new Question.SpecialFiles(real, MOST_LOOKS));
        if (lookedThrough.add(real) && found instanceof Lookup.Found<FirstSpecialFile>(FirstSpecialFile first)) {
            looksLeft -= first.looks();
        }
        return found.map(FirstSpecialFile::path);
    }

    private boolean isDaemons(String real, List<MountTable.Alias> aliases) {
        String root = inquiry.daemon().map(Inspected.Info::dockerRootDir).orElse("");
        Stream<String> outside = aliases.stream()
                .filter(alias -> !isBeneath(alias.mountPoint(), root))
                .map(MountTable.Alias::path);
        return !root.isEmpty()
                && Stream.concat(Stream.of(real), outside)
                        .anyMatch(path -> path.equals(root) || isBeneath(path, root) || isBeneath(root, path));
    }

    private static boolean isBeneath(String path, String directory) {
        return !path.equals(directory) && new AbsolutePath(path).isWithin(directory);
    }
}
