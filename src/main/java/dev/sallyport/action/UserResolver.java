package dev.sallyport.action;

import dev.sallyport.action.Holds.Claim;
import dev.sallyport.action.RunUser.Identity;
import dev.sallyport.engine.AbsolutePath;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.ContainerEntry;
import dev.sallyport.facts.ContainerEntry.Type;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out who a process will run as, the way dockerd and runc do (moby/sys/user, {@code GetExecUser}). */
final class UserResolver {

    private static final Identity AT_START = new Identity.AtStart();
    private static final String PASSWD = "/etc/passwd";

    /** Looking into a container costs dockerd a few milliseconds each time. */
    private static final int MAX_LOOKS = 32;

    private final Inquiry inquiry;

    UserResolver(Inquiry inquiry) {
        this.inquiry = inquiry;
    }

    /**
     * The user of a container about to be created: the request's, else the image's, as far as that can be known. A name
     * cannot: no engine shows a file of an image before there is a container.
     *
     * @param targets of its mounts, clean
     */
    RunUser atCreate(String requested, Lookup<Inspected.Image> image, List<String> targets) {
        Identity ifName = targets.stream()
                .filter(target -> isOver(new AbsolutePath(target)))
                .findFirst()
                .<Identity>map(target -> new Identity.Unknown(target + " lies over " + PASSWD))
                .orElse(AT_START);
        return requested.isEmpty() ? ofImage(image, ifName) : new RunUser(requested, withoutFiles(requested, ifName));
    }

    /**
     * The user of a service: nobody will judge its containers again, and the image that swarm pins need not be the one
     * on this host. So only what the request says counts.
     */
    static RunUser ofService(String requested) {
        Identity unknown = new Identity.Unknown(requested.isEmpty()
                ? "the image's user counts, and swarm may take another image than this host has"
                : "a name means what the image's /etc/passwd makes of it");
        return new RunUser(requested, requested.isEmpty() ? unknown : withoutFiles(requested, unknown));
    }

    /**
     * The user of a container that exists, or of a process that enters it. A name is looked up again by each restart,
     * each health check and each exec, so it counts only where nobody inside can change what it means.
     */
    RunUser inContainer(String user, Inspected.Container container) {
        Identity identity = isName(user) ? lookUp(RunUser.userPart(user), container) : withoutFiles(user, AT_START);
        return new RunUser(user, identity);
    }

    /**
     * The same while files are copied into it: what is in an archive is not seen, and older engines follow links in it
     * anywhere.
     */
    static RunUser copiedInto(Inspected.Container container) {
        String user = container.config().user();
        return new RunUser(user, withoutFiles(user, new Identity.Unknown("a copy can change what the name means")));
    }

    private static boolean isName(String user) {
        String name = RunUser.userPart(user);
        return !name.isEmpty() && !RunUser.isNumber(name);
    }

    private static RunUser ofImage(Lookup<Inspected.Image> image, Identity ifName) {
        return switch (image) {
            case Lookup.Found<Inspected.Image>(Inspected.Image found) -> {
                String user = found.config().map(config -> config.user()).orElse("");
                yield new RunUser(user, withoutFiles(user, ifName));
            }
            // Without the image dockerd creates nothing.
            case Lookup.Absent<Inspected.Image>() -> new RunUser("", AT_START);
            case Lookup.Failed<Inspected.Image>(String why) -> new RunUser("", new Identity.Failed(why));
        };
    }

    private static Identity withoutFiles(String user, Identity ifName) {
        String name = RunUser.userPart(user);
        if (name.isEmpty() || name.equals("root")) {
            return new Identity.Uid(0);
        }
        if (!RunUser.isNumber(name)) {
            return ifName;
        }
        long uid = RunUser.number(name);
        return uid < 0 ? new Identity.Unknown("not a uid from 0 to 2147483647") : new Identity.Uid(uid);
    }

    /**
     * Looks a name up where dockerd will: in the container's own root file system, beneath whatever is mounted there
     * (moby, daemon/oci_linux.go, getUser), and only if nobody but root can change it.
     */
    private Identity lookUp(String name, Inspected.Container container) {
        inquiry.claim(new Claim.ReadsFiles(container.id()), "the files of the container " + container.name());
        List<String> targets = new ArrayList<>(container.hostConfig().tmpfs().keySet());
        container.mounts().forEach(mount -> targets.add(mount.destination()));
        return mayReach(container, targets)
                .or(() -> notRootsAlone(container, "/", Type.DIRECTORY))
                .or(() -> notRootsAlone(container, "/etc", Type.DIRECTORY))
                .or(() -> notRootsAlone(container, PASSWD, Type.FILE))
                .map(why -> withNumbers(why, name, container))
                .orElseGet(() -> inPasswd(name, container));
    }

    /** What the name would be, so that the person at the terminal can ask for that. */
    private Identity withNumbers(Identity identity, String name, Inspected.Container container) {
        return identity instanceof Identity.Unknown(String why, _)
                ? new Identity.Unknown(why, passwd(container).flatMap(passwd -> passwd.numbers(name)))
                : identity;
    }

    /** What is to be thought of a name if an entry does not belong to root alone; empty if it does. */
    private Optional<Identity> notRootsAlone(Inspected.Container container, String path, Type type) {
        return switch (inquiry.ask(new Question.EntryIn(container.id(), path))) {
            case Lookup.Found<ContainerEntry>(ContainerEntry entry) -> entry.type() == type && entry.isRootsAlone()
                    ? Optional.empty()
                    : unknown("in the container, " + path + " is not a plain "
                            + (type == Type.FILE ? "file" : "directory") + " that only root can write");
            case Lookup.Absent<ContainerEntry>() -> unknown("the container has no " + path);
            case Lookup.Failed<ContainerEntry>(String why) -> unread(path, why);
        };
    }

    private static Optional<Identity> unknown(String why) {
        return Optional.of(new Identity.Unknown(why));
    }

    private static Optional<Identity> unread(String path, String why) {
        return Optional.of(new Identity.Failed("the container's " + path + " cannot be read: " + why));
    }

    /** What is to be thought of a name if something put at one of these paths could come to lie over /etc/passwd. */
    private Optional<Identity> mayReach(Inspected.Container container, Collection<String> targets) {
        Set<String> looks = new LinkedHashSet<>();
        for (String target : targets) {
            try {
                AbsolutePath path = AbsolutePath.parse("the path", target);
                if (isOver(path)) {
                    return unknown(target + " lies over " + PASSWD);
                }
                looks.addAll(parts(path.text()));
            } catch (UnreadableException e) {
                return unknown(String.valueOf(e.getMessage()));
            }
        }
        if (looks.size() > MAX_LOOKS) {
            return unknown("with so many mounts it cannot be told what lies over " + PASSWD);
        }
        return looks.stream().map(path -> link(container, path)).flatMap(Optional::stream).findFirst();
    }

    private static boolean isOver(AbsolutePath path) {
        return new AbsolutePath(PASSWD).isWithin(path.text()) || path.isWithin(PASSWD);
    }

    /** {@code /a}, {@code /a/b}, {@code /a/b/c}. */
    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            parts.add(path.substring(0, slash));
        }
        parts.add(path);
        return parts;
    }

    private Optional<Identity> link(Inspected.Container container, String path) {
        return switch (inquiry.ask(new Question.EntryIn(container.id(), path))) {
            case Lookup.Found<ContainerEntry>(ContainerEntry entry) ->
                    entry.type() == Type.DIRECTORY || entry.type() == Type.FILE
                            ? Optional.empty()
                            : unknown("in the container, " + path + " is a link, and may lead to /etc");
            // The runtime will make it, and everything beneath.
            case Lookup.Absent<ContainerEntry>() -> Optional.empty();
            case Lookup.Failed<ContainerEntry>(String why) -> unread(path, why);
        };
    }

    private Identity inPasswd(String name, Inspected.Container container) {
        return passwd(container)
                .map(passwd -> passwd.identity(name))
                .orElseGet(() -> new Identity.Failed("the container's " + PASSWD + " cannot be read"));
    }

    private Optional<Passwd> passwd(Inspected.Container container) {
        Lookup<ContainerEntry> found = inquiry.ask(new Question.EntryIn(container.id(), PASSWD));
        return found instanceof Lookup.Found<ContainerEntry>(ContainerEntry entry)
                ? Optional.of(new Passwd(entry.content()))
                : Optional.empty();
    }
}
