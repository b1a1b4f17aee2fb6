package dev.sallyport.action;

import dev.sallyport.action.RunUser.Identity;
import dev.sallyport.engine.body.Inspected;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Finds out who a process will run as, the way dockerd and runc do (moby/sys/user, {@code GetExecUser}). */
final class UserResolver {

    private static final Identity AT_START = new Identity.AtStart();

    private final EngineFacts facts;

    UserResolver(EngineFacts facts) {
        this.facts = facts;
    }

    /** The user of a container about to be created: the request's, else the image's, as far as that can be known. */
    RunUser atCreate(String requested, Lookup<Inspected.Image> image) {
        return requested.isEmpty() ? ofImage(image, AT_START) : new RunUser(requested, withoutFiles(requested, AT_START));
    }

    /** The user of a service: nobody will judge its containers again, so what is not known now stays unknown. */
    RunUser ofService(String requested, Lookup<Inspected.Image> image) {
        Identity unknown = new Identity.Unknown("a name means what the image's /etc/passwd makes of it");
        Identity absent = new Identity.Unknown("the image is not on this host, so its user cannot be looked up");
        return requested.isEmpty()
                ? image instanceof Lookup.Found<Inspected.Image> ? ofImage(image, unknown) : ofImage(image, absent)
                : new RunUser(requested, withoutFiles(requested, unknown));
    }

    /** The user of a container that exists, or of a process that enters it. */
    RunUser inContainer(String user, Inspected.Container container) {
        String name = RunUser.userPart(user);
        Identity identity = name.isEmpty() || RunUser.isNumber(name) ? withoutFiles(user, AT_START) : lookUp(name, container);
        return new RunUser(user, identity);
    }

    private static RunUser ofImage(Lookup<Inspected.Image> image, Identity otherwise) {
        return switch (image) {
            case Lookup.Found<Inspected.Image>(Inspected.Image found) -> {
                String user = found.config().map(config -> config.user()).orElse("");
                yield new RunUser(user, withoutFiles(user, otherwise));
            }
            // Without the image dockerd creates nothing.
            case Lookup.Absent<Inspected.Image>() -> new RunUser("", otherwise);
            case Lookup.Failed<Inspected.Image>(String why) -> new RunUser("", new Identity.Unknown(why));
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

    /** Looks a name up where runc will: in the container's own root file system, beneath whatever is mounted there. */
    private Identity lookUp(String name, Inspected.Container container) {
        if (hidesPasswd(container)) {
            return new Identity.Unknown("something is mounted over /etc, so the name cannot be looked up");
        }
        return switch (facts.file(container.id(), "/etc/passwd")) {
            case Lookup.Found<byte[]>(byte[] passwd) -> inPasswd(name, passwd);
            case Lookup.Absent<byte[]>() -> new Identity.Unknown("the image has no /etc/passwd");
            case Lookup.Failed<byte[]>(String why) -> new Identity.Unknown(why);
        };
    }

    private static boolean hidesPasswd(Inspected.Container container) {
        Set<String> places = Set.of("/", "/etc", "/etc/passwd");
        return container.mounts().stream().map(Inspected.MountPoint::destination).anyMatch(places::contains)
                || container.hostConfig().tmpfs().keySet().stream().anyMatch(places::contains);
    }

    private static Identity inPasswd(String name, byte[] passwd) {
        List<String[]> entries = Arrays.stream(new String(passwd, StandardCharsets.UTF_8).split("\n"))
                .map(line -> line.strip().split(":", -1))
                .filter(fields -> fields[0].equals(name))
                .toList();
        if (entries.isEmpty()) {
            return new Identity.Unknown("the image's /etc/passwd has no such name");
        }
        // Several entries of one name: runc takes the first; the worst is as good a reason to refuse.
        long lowest = entries.stream().mapToLong(fields -> fields.length < 3 ? -1 : RunUser.number(fields[2])).min().orElse(-1);
        return lowest < 0 ? new Identity.Unknown("the image's /etc/passwd is malformed there") : new Identity.Uid(lowest);
    }
}
