package dev.sallyport.action;

import dev.sallyport.action.MountUse.Kind;
import dev.sallyport.action.MountUse.Origin;
import dev.sallyport.decision.Finding;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.engine.body.Mount;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects a container's mounts from the five places that can say them, as dockerd's parsers read each. */
final class MountReader {

    private static final int MAX_MOUNTS = 64;

    private final EngineFacts facts;
    private final List<Finding> obstacles;

    /** @param obstacles where it writes what could not be found out */
    MountReader(EngineFacts facts, List<Finding> obstacles) {
        this.facts = facts;
        this.obstacles = obstacles;
    }

    /**
     * The mounts of a container about to be created.
     *
     * @param anonymous the targets of {@code Volumes}, of the request
     * @param ofImage the targets of the image's VOLUMEs
     */
    List<MountUse> requested(HostConfig host, Collection<String> anonymous, Collection<String> ofImage) throws UnreadableException {
        refuseTooMany(host.binds().size() + host.mounts().size() + host.volumesFrom().size() + anonymous.size() + host.tmpfs().size());
        List<MountUse> mounts = new ArrayList<>();
        for (String bind : host.binds()) {
            mounts.add(bind(bind, host.volumeDriver()));
        }
        for (Mount mount : host.mounts()) {
            mounts.add(mount(mount, host.volumeDriver()));
        }
        for (String target : host.tmpfs().keySet()) {
            mounts.add(new MountUse(Kind.TMPFS, "", clean(target), false, Origin.MOUNTS));
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
    List<MountUse> built(Inspected.Container container) {
        Set<String> notRecursive = container.hostConfig().mounts().stream()
                .filter(MountReader::leavesSubmountsWritable)
                .map(Mount::target)
                .collect(Collectors.toSet());
        List<MountUse> mounts = new ArrayList<>();
        if (container.mounts().size() > 2 * MAX_MOUNTS) {
            obstacles.add(Finding.denies("request", "the container has more than " + 2 * MAX_MOUNTS + " mounts", ""));
            return mounts;
        }
        container.mounts().forEach(point -> mounts.add(point(point, Origin.DAEMON, !notRecursive.contains(point.destination()))));
        container.hostConfig().tmpfs().keySet()
                .forEach(target -> mounts.add(new MountUse(Kind.TMPFS, "", target, false, Origin.DAEMON)));
        return mounts;
    }

    /** {@code src:dst[:mode]}, or {@code dst} alone (moby, volume/mounts/linux_parser.go). */
    private MountUse bind(String bind, String driver) throws UnreadableException {
        String[] parts = bind.split(":", -1);
        if (parts.length > 3 || Arrays.stream(parts).limit(2).anyMatch(String::isEmpty)) {
            throw new UnreadableException("the bind `" + bind + "` is not of the form source:target[:mode]");
        }
        if (parts.length == 1) {
            return new MountUse(Kind.VOLUME, "", clean(parts[0]), false, Origin.BINDS);
        }
        boolean readOnly = parts.length == 3 && List.of(parts[2].split(",")).contains("ro");
        if (parts[0].startsWith("/")) {
            return new MountUse(Kind.BIND, clean(parts[0]), clean(parts[1]), readOnly, Origin.BINDS);
        }
        MountUse volume = new MountUse(Kind.VOLUME, parts[0], clean(parts[1]), readOnly, Origin.BINDS);
        return volume.with(definitions(parts[0], List.of(new VolumeDefinition(parts[0], driver, Map.of()))));
    }

    /** One entry of Mounts, of a container or a service. */
    MountUse mount(Mount mount, String defaultDriver) throws UnreadableException {
        boolean readOnly = mount.readOnly() && !leavesSubmountsWritable(mount);
        Kind kind = kind(mount.type());
        String source = kind == Kind.BIND ? clean(mount.source()) : mount.source();
        MountUse use = new MountUse(kind, source, clean(mount.target()), readOnly, Origin.MOUNTS);
        if (kind != Kind.VOLUME) {
            return use;
        }
        VolumeDefinition asked = mount.volumeOptions().flatMap(Mount.VolumeOptions::driverConfig)
                .map(driver -> new VolumeDefinition(mount.source(), driver.name(), driver.options()))
                .orElse(new VolumeDefinition(mount.source(), defaultDriver, Map.of()));
        return use.with(definitions(mount.source(), List.of(asked)));
    }

    /**
     * dockerd takes {@code ..} away by text before it mounts (Go's path.Clean), so that a link before it is never followed.
     * For absolute paths Java's normalize does the same.
     */
    private static String clean(String path) throws UnreadableException {
        try {
            return Path.of(path).normalize().toString();
        } catch (InvalidPathException e) {
            throw new UnreadableException("a mount's path holds a character that no path can hold");
        }
    }

    private static boolean leavesSubmountsWritable(Mount mount) {
        return mount.bindOptions().map(Mount.BindOptions::readOnlyNonRecursive).orElse(false);
    }

    /** {@code container[:mode]}: all mounts of another container (moby, volume/mounts/volumesfrom.go). */
    private List<MountUse> from(String from) throws UnreadableException {
        String[] parts = from.split(":", 2);
        if (parts.length == 2 && !parts[1].isEmpty() && !Set.of("ro", "rw", "z", "Z").containsAll(List.of(parts[1].split(",")))) {
            throw new UnreadableException("the mode of --volumes-from `" + from + "` is none of ro, rw, z, Z");
        }
        boolean readOnly = parts.length == 2 && List.of(parts[1].split(",")).contains("ro");
        return switch (facts.container(parts[0])) {
            case Lookup.Found<Inspected.Container>(Inspected.Container other) -> other.mounts().stream()
                    .map(point -> point(point, Origin.VOLUMES_FROM, true))
                    .map(use -> readOnly && !use.readOnly()
                            ? new MountUse(use.kind(), use.source(), use.target(), true, use.origin(), use.definitions())
                            : use)
                    .toList();
            // dockerd will refuse the request: there is no such container.
            case Lookup.Absent<Inspected.Container>() -> List.of();
            case Lookup.Failed<Inspected.Container>(String why) -> {
                obstacles.add(Finding.fails(ActionBuilder.DOCKER, "the container of --volumes-from " + parts[0] + " could not be looked up: " + why));
                yield List.of();
            }
        };
    }

    private MountUse point(Inspected.MountPoint point, Origin origin, boolean recursive) {
        Kind kind = kind(point.type());
        String source = kind == Kind.VOLUME ? point.name() : point.source();
        MountUse use = new MountUse(kind, source, point.destination(), !point.rw() && recursive, origin);
        return kind == Kind.VOLUME
                ? use.with(definitions(source, List.of(new VolumeDefinition(source, point.driver(), Map.of()))))
                : use;
    }

    /** What the request would make of a volume, and what it is if it exists already: then that counts to dockerd. */
    private List<VolumeDefinition> definitions(String name, List<VolumeDefinition> asked) {
        if (name.isEmpty()) {
            return asked;
        }
        return switch (facts.volume(name)) {
            case Lookup.Found<Inspected.Volume>(Inspected.Volume found) -> {
                List<VolumeDefinition> both = new ArrayList<>(asked);
                both.add(new VolumeDefinition(name, found.driver(), found.options()));
                yield both;
            }
            case Lookup.Absent<Inspected.Volume>() -> asked;
            case Lookup.Failed<Inspected.Volume>(String why) -> {
                obstacles.add(Finding.fails(ActionBuilder.DOCKER, "the volume " + name + " could not be looked up: " + why));
                yield asked;
            }
        };
    }

    void addVolumes(List<MountUse> mounts, Collection<String> targets, Origin origin) throws UnreadableException {
        Set<String> taken = mounts.stream().map(MountUse::target).collect(Collectors.toSet());
        for (String target : targets) {
            if (!taken.contains(clean(target))) {
                mounts.add(new MountUse(Kind.VOLUME, "", clean(target), false, origin));
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
