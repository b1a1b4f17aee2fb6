package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.Aspect.Stage;
import dev.sallyport.action.MountUse;
import dev.sallyport.settings.Doc;
import java.util.List;

/** {@code read-only-mounts}: nothing that outlives the container can be written from it, but where the policy says so. */
@Demand("mounts binds and volumes read-only, wherever they are said: -v, --mount, --volumes-from, the image's VOLUMEs")
record ReadOnlyMounts(
        @Doc("Host paths and volume names that may be mounted writable (globs).")
                List<Glob> writableSources,
        @Doc("Paths in the container that may be writable mounts (globs).")
                List<Glob> writableTargets,
        @Doc("Whether tmpfs mounts are allowed; they end with the container.")
                boolean tmpfs)
        implements Rule {

    static final ReadOnlyMounts STANDARD = new ReadOnlyMounts(List.of(), List.of(), true);

    @Override
    public Rule in(Surroundings surroundings) {
        return new OnHost(this, surroundings.files());
    }

    private record OnHost(ReadOnlyMounts rule, HostFiles files) implements Rule {
        @Override
        public void workload(Aspect.Workload workload, Findings findings) {
            if (workload.stage() != Stage.COPY_OUT) {
                workload.mounts().forEach(mount -> rule.mount(mount, files, findings));
            }
        }
    }

    private void mount(MountUse mount, HostFiles files, Findings findings) {
        boolean allowed = switch (mount.kind()) {
            case TMPFS -> tmpfs;
            // moby, daemon/volumes.go: an image is always mounted read-only.
            case IMAGE -> true;
            case BIND -> mayWrite(mount, files) || mount.readOnly() && writableBeneath(mount, files).isEmpty();
            case VOLUME, CLUSTER, OTHER -> mayWrite(mount, files) || mount.readOnly();
        };
        if (allowed) {
            return;
        }
        if (mount.readOnly()) {
            findings.add(mount.describe() + " is read-only, but what is mounted beneath it stays writable: "
                            + String.join(", ", writableBeneath(mount, files)),
                    "a directory without writable mounts beneath it", "mount the directories you need, one by one");
        } else {
            findings.add(mount.describe() + " is writable", "read-only", mend(mount));
        }
    }

    private boolean mayWrite(MountUse mount, HostFiles files) {
        boolean source = switch (mount.kind()) {
            // The path as mount(2) will walk it: a link must not lead out of what is allowed.
            case BIND -> files.resolve(mount.source()).map(path -> Glob.any(writableSources, path)).orElse(false);
            case VOLUME, CLUSTER -> Glob.any(writableSources, mount.source());
            case TMPFS, IMAGE, OTHER -> false;
        };
        return source || Glob.any(writableTargets, mount.target());
    }

    /** Engines before 25, and all on kernels before 5.12, make only the topmost mount read-only. */
    private static List<String> writableBeneath(MountUse mount, HostFiles files) {
        return files.resolve(mount.source()).map(files::writableMountsBeneath).orElse(List.of());
    }

    private static String mend(MountUse mount) {
        return switch (mount.origin()) {
            case BINDS -> mount.source().isEmpty()
                    ? "--mount type=tmpfs,target=" + mount.target()
                    : "-v " + mount.source() + ":" + mount.target() + ":ro";
            case MOUNTS -> mount.kind() == MountUse.Kind.TMPFS ? "leave it out" : "add readonly to --mount";
            case VOLUMES, IMAGE -> "--mount type=tmpfs,target=" + mount.target();
            case VOLUMES_FROM -> "--volumes-from CONTAINER:ro";
            case DAEMON -> mount.source().isEmpty() || mount.kind() == MountUse.Kind.TMPFS
                    ? "leave out the mount at " + mount.target()
                    : "-v " + mount.source() + ":" + mount.target() + ":ro";
        };
    }
}
