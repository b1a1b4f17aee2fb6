package dev.sallyport.rules;

import dev.sallyport.action.Aspect.Stage;
import dev.sallyport.action.Aspect;
import dev.sallyport.action.HostPath;
import dev.sallyport.action.MountUse;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Mend;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Optional;

/**
 * {@code read-only-mounts}: nothing that outlives the container can be written from it, but where the policy says so.
 */
@Demand("mounts binds and volumes read-only, wherever they are said: -v, --mount, --volumes-from, the image's VOLUMEs")
record ReadOnlyMounts(
        @Doc("Host paths and volume names that may be mounted writable (globs). "
                + "What matches either this or writable-targets may be.") List<SourceGlob> writableSources,
        @Doc("Paths in the container that may be writable mounts (globs), "
                + "whatever is mounted there.") List<PathGlob> writableTargets,
        @Doc("Whether tmpfs mounts are allowed; they end with the container.") boolean tmpfs)
        implements Rule {

    static final ReadOnlyMounts STANDARD = new ReadOnlyMounts(List.of(), List.of(), true);

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage() != Stage.COPY_OUT) {
            workload.mounts().forEach(mount -> mount(mount, findings));
        }
    }

    private void mount(MountUse mount, Findings findings) {
        boolean allowed = switch (mount.kind()) {
            case TMPFS -> tmpfs;
            // moby, daemon/volumes.go: an image is always mounted read-only.
            case IMAGE -> true;
            case BIND, VOLUME, CLUSTER, OTHER -> mayWrite(mount);
        };
        if (allowed) {
            return;
        }
        List<HostPath> directories = mount.hostDirectories();
        if (!mount.readOnly()) {
            findings.add(mount.describe() + " is writable", wanted(mount), mend(mount), admission(mount));
        } else if (mount.access().filled() && !directories.isEmpty()) {
            findings.add(
                    mount.describe() + " is " + directories.getFirst().path()
                            + " of the host, and dockerd fills it from the image, as root",
                    "a volume that is not filled",
                    changing(mount, "add nocopy (volume-nocopy in --mount)"), admission(mount));
        } else {
            directories.forEach(directory -> beneath(mount, directory, findings));
        }
    }

    /** Engines before 25, and all on kernels before 5.12, make only the topmost mount read-only. */
    private static void beneath(MountUse mount, HostPath directory, Findings findings) {
        if (directory.place() instanceof HostPath.Place.Unknown(String why)) {
            findings.add(mount.describe() + " is read-only, but what is mounted beneath it cannot be told: " + why,
                    "a path that resolves", Mend.NONE, admission(mount));
        } else if (!directory.writableBeneath().isEmpty()) {
            findings.add(mount.describe() + " is read-only, but what is mounted beneath it stays writable: "
                    + String.join(", ", directory.writableBeneath()),
                    "a directory without writable mounts beneath it",
                    changing(mount, "mount the directories you need, one by one"), admission(mount));
        }
    }

    /** A volume that is bound to directories of the host counts as these, whatever its name. */
    private boolean mayWrite(MountUse mount) {
        if (Glob.any(writableTargets, mount.target())) {
            return true;
        }
        return switch (mount.kind()) {
            // The path as mount(2) will walk it: a link must not lead out of what is allowed.
            case BIND -> listed(mount.hostDirectories());
            case VOLUME, CLUSTER -> mount.hostDirectories().isEmpty()
                    ? Glob.any(writableSources, mount.source())
                    : listed(mount.hostDirectories());
            case TMPFS, IMAGE, OTHER -> false;
        };
    }

    /** The narrowest: the source, if it has a name that lasts. */
    private static Admission admission(MountUse mount) {
        if (mount.kind() == MountUse.Kind.TMPFS) {
            return Admission.set("tmpfs", true);
        }
        List<String> paths = mount.hostDirectories().stream().map(HostPath::real).flatMap(Optional::stream).toList();
        boolean volume = mount.kind() == MountUse.Kind.VOLUME || mount.kind() == MountUse.Kind.CLUSTER;
        if (!paths.isEmpty() && paths.size() == mount.hostDirectories().size()) {
            return Admission.add("writable-sources", paths.stream().map(Glob::literal).toArray());
        }
        return volume && mount.hostDirectories().isEmpty() && !mount.source().isEmpty()
                ? Admission.add("writable-sources", Glob.literal(mount.source()))
                : Admission.add("writable-targets", Glob.literal(mount.target()));
    }

    private boolean listed(List<HostPath> directories) {
        return !directories.isEmpty()
                && directories.stream()
                        .allMatch(directory -> directory.real().map(path -> Glob.any(writableSources, path))
                                .orElse(false));
    }

    /** What may be written instead, if anything of its kind may. */
    private String wanted(MountUse mount) {
        List<SourceGlob> sources = switch (mount.kind()) {
            case BIND -> writableSources.stream().filter(ReadOnlyMounts::isPath).toList();
            case VOLUME, CLUSTER -> writableSources.stream().filter(glob -> !isPath(glob)).toList();
            case TMPFS, IMAGE, OTHER -> List.of();
        };
        String named = mount.kind() == MountUse.Kind.BIND ? "" : "a volume named ";
        String compose = sources.stream().anyMatch(each -> each.toString().startsWith("*_"))
                ? " (Compose names them PROJECT_NAME)"
                : "";
        return "read-only"
                + (sources.isEmpty() ? "" : ", or " + named + String.join(" or ", Glob.patterns(sources)) + compose)
                + (writableTargets.isEmpty()
                        ? ""
                        : ", or mounted at " + String.join(" or ", Glob.patterns(writableTargets)));
    }

    private static boolean isPath(NarrowGlob glob) {
        return glob.toString().startsWith("/");
    }

    private Mend mend(MountUse mount) {
        return switch (mount.origin()) {
            case BINDS -> mount.source().isEmpty() ? inMemory(mount) : readOnly(mount);
            case MOUNTS -> mount.kind() == MountUse.Kind.TMPFS
                    ? new Mend.Without(mount.place())
                    : changing(mount, "add readonly to --mount");
            case VOLUMES, IMAGE -> inMemory(mount);
            case VOLUMES_FROM -> changing(mount, "--volumes-from CONTAINER:ro");
            case DAEMON -> mount.source().isEmpty() || mount.kind() == MountUse.Kind.TMPFS
                    ? new Mend.Without(mount.place())
                    : readOnly(mount);
        };
    }

    private static Mend changing(MountUse mount, String mend) {
        return new Mend.Changing(mount.place(), Mend.of(mend));
    }

    private static Mend readOnly(MountUse mount) {
        return changing(mount, "-v " + mount.source() + ":" + mount.target() + ":ro");
    }

    /** A volume without a name is of no use read-only: nothing is in it but what the image has there. */
    private Mend inMemory(MountUse mount) {
        return changing(mount, tmpfs
                ? "--mount type=tmpfs,target=" + mount.target()
                : "--mount type=volume,source=NAME,target=" + mount.target() + ",readonly");
    }
}
