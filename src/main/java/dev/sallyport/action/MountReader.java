package dev.sallyport.action;

import dev.sallyport.action.Holds.Claim;
import dev.sallyport.action.MountUse.Access;
import dev.sallyport.action.MountUse.Kind;
import dev.sallyport.action.MountUse.Origin;
import dev.sallyport.action.MountUse.Propagation;
import dev.sallyport.engine.AbsolutePath;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.engine.body.Mount;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects a container's mounts from the five places that can say them, as dockerd's parsers read each. */
final class MountReader {

    private static final int MAX_MOUNTS = 64;

    private final Inquiry inquiry;
    private final PathReader paths;
    private final VolumeReader volumes;

    MountReader(Inquiry inquiry) {
        this.inquiry = inquiry;
        this.paths = inquiry.paths();
        this.volumes = new VolumeReader(paths);
    }

    /**
     * The mounts of a container about to be created.
     *
     * @param anonymous the targets of {@code Volumes}, of the request
     * @param ofImage the targets of the image's VOLUMEs
     */
    List<MountUse> requested(HostConfig host, Collection<String> anonymous, Collection<String> ofImage)
            throws UnreadableException {
        refuseTooMany(host.binds().size() + host.mounts().size() + host.volumesFrom().size() + anonymous.size()
                + host.tmpfs().size());
        List<MountUse> mounts = new ArrayList<>();
        for (String bind : host.binds()) {
            mounts.add(bind(bind, host.volumeDriver()));
        }
        for (Mount mount : host.mounts()) {
            mounts.add(mount(mount, host.volumeDriver()));
        }
        for (Map.Entry<String, String> tmpfs : host.tmpfs().entrySet()) {
            mounts.add(tmpfs(tmpfs, Origin.MOUNTS));
        }
        for (String from : host.volumesFrom()) {
            mounts.addAll(from(from));
        }
        addVolumes(mounts, anonymous, Origin.VOLUMES);
        addVolumes(mounts, ofImage, Origin.IMAGE);
        return mounts;
    }

    /** Each may cost a question to dockerd: nobody needs so many, and a judgement must not take long. */
    static void refuseTooMany(int mounts) throws UnreadableException {
        if (mounts > MAX_MOUNTS) {
            throw new UnreadableException("more than " + MAX_MOUNTS + " mounts");
        }
    }

    /** The mounts of a container that exists. */
    List<MountUse> built(Inspected.Container container) throws UnreadableException {
        if (container.mounts().size() > 2 * MAX_MOUNTS) {
            throw new UnreadableException("the container has more than " + 2 * MAX_MOUNTS + " mounts");
        }
        Set<String> notRecursive = container.hostConfig().mounts().stream()
                .filter(MountReader::leavesSubmountsWritable)
                .map(Mount::target)
                .collect(Collectors.toSet());
        List<MountUse> mounts = new ArrayList<>();
        for (Inspected.MountPoint point : container.mounts()) {
            mounts.add(point(point, Origin.DAEMON, !notRecursive.contains(point.destination())));
        }
        for (Mount mount : container.hostConfig().mounts()) {
            checkTmpfs(mount);
        }
        for (Map.Entry<String, String> tmpfs : container.hostConfig().tmpfs().entrySet()) {
            mounts.add(tmpfs(tmpfs, Origin.DAEMON));
        }
        return mounts;
    }

    private static MountUse tmpfs(Map.Entry<String, String> tmpfs, Origin origin) throws UnreadableException {
        TmpfsOptions.check(tmpfs.getValue());
        return MountUse.tmpfs(target(tmpfs.getKey()), origin);
    }

    private static void checkTmpfs(Mount mount) throws UnreadableException {
        if (mount.tmpfsOptions().isPresent()) {
            TmpfsOptions.check(mount.tmpfsOptions().get());
        }
    }

    /** {@code src:dst[:mode]}, or {@code dst} alone (moby, volume/mounts/linux_parser.go). */
    private MountUse bind(String bind, String driver) throws UnreadableException {
        String[] parts = bind.split(":", -1);
        if (parts.length > 3 || Arrays.stream(parts).limit(2).anyMatch(String::isEmpty)) {
            throw new UnreadableException("the bind `" + bind + "` is not of the form source:target[:mode]");
        }
        if (parts.length == 1) {
            return MountUse.anonymous(target(parts[0]), Origin.BINDS);
        }
        List<String> modes = parts.length == 3 ? List.of(parts[2].split(",")) : List.of();
        String target = target(parts[1]);
        Propagation propagation =
                modes.stream().map(Propagation::of).max(Comparator.naturalOrder()).orElse(Propagation.PRIVATE);
        if (parts[0].startsWith("/")) {
            return bound(parts[0], target, new Access(modes.contains("ro"), false, propagation), Origin.BINDS);
        }
        Access access = new Access(modes.contains("ro"), !modes.contains("nocopy"), propagation);
        return volume(parts[0], target, access, Origin.BINDS, volumes.read(parts[0], driver, Map.of()));
    }

    /** One entry of Mounts, of a container or a service. */
    MountUse mount(Mount mount, String defaultDriver) throws UnreadableException {
        boolean readOnly = mount.readOnly() && !leavesSubmountsWritable(mount);
        Propagation propagation =
                Propagation.of(mount.bindOptions().map(Mount.BindOptions::propagation).orElse(""));
        String target = target(mount.target());
        Kind kind = kind(mount.type());
        checkTmpfs(mount);
        if (kind == Kind.BIND) {
            return bound(mount.source(), target, new Access(readOnly, false, propagation), Origin.MOUNTS);
        }
        if (kind != Kind.VOLUME) {
            return new MountUse(kind, mount.source(), Optional.empty(), target,
                    new Access(readOnly, false, propagation),
                    Origin.MOUNTS, List.of());
        }
        boolean filled = !mount.volumeOptions().map(Mount.VolumeOptions::noCopy).orElse(false);
        VolumeDefinition asked = mount.volumeOptions().flatMap(Mount.VolumeOptions::driverConfig)
                .map(driver -> created(mount.source(), driver.name(), driver.options()))
                .orElseGet(() -> volumes.read(mount.source(), defaultDriver, Map.of()));
        return volume(mount.source(), target, new Access(readOnly, filled, propagation), Origin.MOUNTS, asked);
    }

    private MountUse bound(String source, String target, Access access, Origin origin) throws UnreadableException {
        HostPath path = paths.read("the source of a bind", source);
        return new MountUse(Kind.BIND, path.path(), Optional.of(path), target, access, origin, List.of());
    }

    private MountUse volume(String name, String target, Access access, Origin origin, VolumeDefinition asked) {
        return new MountUse(Kind.VOLUME, name, Optional.empty(), target, access, origin, definitions(name, asked));
    }

    private static String target(String path) throws UnreadableException {
        return AbsolutePath.parse("the target of a mount", path).text();
    }

    private static boolean leavesSubmountsWritable(Mount mount) {
        return mount.bindOptions().map(Mount.BindOptions::readOnlyNonRecursive).orElse(false);
    }

    /** {@code container[:mode]}: all mounts of another container (moby, volume/mounts/volumesfrom.go). */
    private List<MountUse> from(String from) throws UnreadableException {
        String[] parts = from.split(":", 2);
        if (parts.length == 2 && !parts[1].isEmpty()
                && !Set.of("ro", "rw", "z", "Z").containsAll(List.of(parts[1].split(",")))) {
            throw new UnreadableException("the mode of --volumes-from `" + from + "` is none of ro, rw, z, Z");
        }
        boolean readOnly = parts.length == 2 && List.of(parts[1].split(",")).contains("ro");
        List<MountUse> mounts = new ArrayList<>();
        Optional<Inspected.Container> other = inquiry.container("the container of --volumes-from", parts[0]);
        if (other.isPresent()) {
            for (Inspected.MountPoint point : other.get().mounts()) {
                mounts.add(point(point, Origin.VOLUMES_FROM, true).readOnlyIf(readOnly));
            }
        }
        return mounts;
    }

    private MountUse point(Inspected.MountPoint point, Origin origin, boolean recursive) throws UnreadableException {
        Access access = new Access(!point.rw() && recursive, false, Propagation.of(point.propagation()));
        Kind kind = kind(point.type());
        return switch (kind) {
            case BIND -> bound(point.source(), point.destination(), access, origin);
            case VOLUME -> volume(point.name(), point.destination(), access, origin,
                    volumes.read(point.name(), point.driver(), Map.of()));
            case TMPFS, IMAGE, CLUSTER, OTHER -> new MountUse(
                    kind, point.source(), Optional.empty(), point.destination(), access, origin, List.of());
        };
    }

    /** What the request would make of a volume, and what it is if it exists already: then that counts to dockerd. */
    private List<VolumeDefinition> definitions(String name, VolumeDefinition asked) {
        if (name.isEmpty()) {
            return List.of(asked);
        }
        inquiry.claim(new Claim.UsesName(Holds.Kind.VOLUME, name), "the volume " + name);
        return switch (inquiry.ask(new Question.Volume(name))) {
            case Lookup.Found<Inspected.Volume>(Inspected.Volume found) ->
                    List.of(asked, volumes.read(name, found.driver(), found.options()));
            case Lookup.Absent<Inspected.Volume>() -> List.of(asked);
            case Lookup.Failed<Inspected.Volume>(String why) -> {
                inquiry.notKnown("the volume " + name, why);
                yield List.of(asked);
            }
        };
    }

    /** A volume that the request defines: nobody may be judged by its name meanwhile. */
    VolumeDefinition created(String name, String driver, Map<String, String> options) {
        VolumeDefinition definition = volumes.read(name, driver, options);
        if (!name.isEmpty() && !(definition.nature() instanceof VolumeDefinition.Nature.Plain)) {
            inquiry.claim(new Claim.GivesName(Holds.Kind.VOLUME, name), "the volume " + name);
        }
        return definition;
    }

    /** A relative target is one beneath the root directory (moby, container.GetResourcePath). */
    void addVolumes(List<MountUse> mounts, Collection<String> targets, Origin origin) throws UnreadableException {
        Set<String> taken = mounts.stream().map(MountUse::target).collect(Collectors.toSet());
        for (String target : targets) {
            String clean = target(target.startsWith("/") ? target : "/" + target);
            if (!taken.contains(clean)) {
                mounts.add(MountUse.anonymous(clean, origin));
            }
        }
    }

    /** Exact case, as dockerd compares. */
    private static Kind kind(String type) {
        return switch (type) {
            case "bind" -> Kind.BIND;
            case "volume" -> Kind.VOLUME;
            case "tmpfs" -> Kind.TMPFS;
            case "image" -> Kind.IMAGE;
            case "cluster" -> Kind.CLUSTER;
            default -> Kind.OTHER;
        };
    }
}
