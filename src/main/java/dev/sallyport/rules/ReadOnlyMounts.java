package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.Aspect.Stage;
import dev.sallyport.action.MountUse;
import java.util.List;

/** {@value #ID}: nothing that outlives the container can be written from it, but where the policy says so. */
final class ReadOnlyMounts implements Rule {

    static final String ID = "read-only-mounts";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "mounts binds and volumes read-only, wherever they are said: -v, --mount, --volumes-from, the image's VOLUMEs",
            "",
            List.of(
                    Parameter.texts("writable-sources", List.of(), "Host paths and volume names that may be mounted writable (globs)."),
                    Parameter.texts("writable-targets", List.of(), "Paths in the container that may be writable mounts (globs)."),
                    Parameter.flag("tmpfs", true, "Whether tmpfs mounts are allowed; they end with the container.")),
            ReadOnlyMounts::new);

    private final Glob sources;
    private final Glob targets;
    private final boolean tmpfsAllowed;
    private final HostFiles files;

    private ReadOnlyMounts(Arguments arguments, Surroundings surroundings) {
        this.sources = Glob.anyOf(arguments.texts("writable-sources"));
        this.targets = Glob.anyOf(arguments.texts("writable-targets"));
        this.tmpfsAllowed = arguments.flag("tmpfs");
        this.files = surroundings.files();
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> {
                if (workload.stage() != Stage.COPY_OUT) {
                    workload.mounts().forEach(mount -> judge(mount, findings));
                }
            }
            case Aspect.Invocation _, Aspect.ResourceChange _, Aspect.ProcessStart _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _ -> { }
        }
    }

    private void judge(MountUse mount, Findings findings) {
        boolean allowed = switch (mount.kind()) {
            case TMPFS -> tmpfsAllowed;
            // moby, daemon/volumes.go: an image is always mounted read-only.
            case IMAGE -> true;
            case BIND -> mayWrite(mount) || mount.readOnly() && writableBeneath(mount).isEmpty();
            case VOLUME, CLUSTER, OTHER -> mayWrite(mount) || mount.readOnly();
        };
        if (allowed) {
            return;
        }
        if (mount.readOnly()) {
            findings.add(mount.describe() + " is read-only, but what is mounted beneath it stays writable: "
                            + String.join(", ", writableBeneath(mount)),
                    "a directory without writable mounts beneath it", "mount the directories you need, one by one");
        } else {
            findings.add(mount.describe() + " is writable", "read-only", mend(mount));
        }
    }

    private boolean mayWrite(MountUse mount) {
        boolean source = switch (mount.kind()) {
            // The path as mount(2) will walk it: a link must not lead out of what is allowed.
            case BIND -> files.resolve(mount.source()).map(sources::matches).orElse(false);
            case VOLUME, CLUSTER -> sources.matches(mount.source());
            case TMPFS, IMAGE, OTHER -> false;
        };
        return source || targets.matches(mount.target());
    }

    /** Engines before 25, and all on kernels before 5.12, make only the topmost mount read-only. */
    private List<String> writableBeneath(MountUse mount) {
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
