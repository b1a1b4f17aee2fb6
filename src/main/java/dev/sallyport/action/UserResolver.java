package dev.sallyport.action;

import dev.sallyport.action.RunUser.Identity;
import dev.sallyport.engine.body.Inspected;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

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

    /**
     * The user of a service: nobody will judge its containers again, and the image that swarm pins need not be the one on this
     * host. So only what the request says counts.
     */
    static RunUser ofService(String requested) {
        Identity unknown = new Identity.Unknown(requested.isEmpty()
                ? "the image's user counts, and swarm may take another image than this host has"
                : "a name means what the image's /etc/passwd makes of it");
        return new RunUser(requested, requested.isEmpty() ? unknown : withoutFiles(requested, unknown));
    }

    /**
     * The user of a container that exists, or of a process that enters it.
     *
     * @param later whether the name will be looked up again at a time when nobody judges
     */
    RunUser inContainer(String user, Inspected.Container container, boolean later) {
        String name = RunUser.userPart(user);
        if (name.isEmpty() || RunUser.isNumber(name)) {
            return new RunUser(user, withoutFiles(user, AT_START));
        }
        return new RunUser(user, later
                ? new Identity.Unknown("it restarts, and by then the container may have changed what the name means")
                : lookUp(name, container));
    }

    private static RunUser ofImage(Lookup<Inspected.Image> image, Identity otherwise) {
        return switch (image) {
            case Lookup.Found<Inspected.Image>(Inspected.Image found) -> {
                String user = found.config().map(config -> config.user()).orElse("");
                yield new RunUser(user, withoutFiles(user, otherwise));
            }
            // Without the image dockerd creates nothing.
            case Lookup.Absent<Inspected.Image>() -> new RunUser("", otherwise);
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

    /** Looks a name up where runc will: in the container's own root file system, beneath whatever is mounted there. */
    private Identity lookUp(String name, Inspected.Container container) {
        if (!container.mounts().isEmpty() || !container.hostConfig().tmpfs().isEmpty()) {
            // dockerd shows the file through the mounts, links of the image included; the runtime looks beneath them.
            return new Identity.Unknown("with mounts, a name cannot be looked up where the runtime will");
        }
        return switch (facts.file(container.id(), "/etc/passwd")) {
            case Lookup.Found<byte[]>(byte[] passwd) -> inPasswd(name, passwd);
            case Lookup.Absent<byte[]>() -> new Identity.Unknown("the image has no /etc/passwd");
            case Lookup.Failed<byte[]>(String why) -> new Identity.Failed(why);
        };
    }

    private static Identity inPasswd(String name, byte[] passwd) {
        for (byte b : passwd) {
            if (b < 0) {
                // Go trims spaces beyond ASCII, Java does not: no guessing which lines are which.
                return new Identity.Unknown("the image's /etc/passwd is not plain ASCII");
            }
        }
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
