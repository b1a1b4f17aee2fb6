package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.MountUse;
import dev.sallyport.action.VolumeDefinition;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** {@value #ID}: which of the host's files containers may see, by whatever way. */
final class HostPaths implements Rule {

    static final String ID = "host-paths";

    /** Whoever reads or writes these has the host. A directory that holds one of them is as bad. */
    private static final List<String> FORBIDDEN = List.of(
            "/etc", "/proc", "/sys", "/dev", "/boot", "/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin", "/root",
            "/var/lib/docker", "/var/lib/containerd", "/run", "/var/run");

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "mounts no path of the host that gives the host away, directly, through links, or through a volume's options",
            "CIS 5.6, 5.32; PSS baseline",
            List.of(
                    Parameter.texts("forbidden", FORBIDDEN, "Paths that are never mounted, nor anything in them, nor a directory that holds them."),
                    Parameter.texts("allowed", List.of(), "If not empty: the only paths that may be mounted (globs; dir/** for all beneath).")),
            HostPaths::new);

    private final List<String> forbidden;
    private final List<String> allowedPatterns;
    private final Glob allowed;
    private final HostFiles files;

    private HostPaths(Arguments arguments, Surroundings surroundings) {
        this.files = surroundings.files();
        this.allowedPatterns = arguments.texts("allowed");
        this.allowed = Glob.anyOf(allowedPatterns);
        // Both as written and as they are: /var/run is a link to /run on most hosts.
        this.forbidden = List.copyOf(new TreeSet<>(Stream.concat(arguments.texts("forbidden").stream(), surroundings.ownFiles().stream())
                .flatMap(path -> Stream.concat(Stream.of(path), files.resolve(path).stream()))
                .toList()));
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> workload(workload, findings);
            case Aspect.VolumeCreation volume -> volume(volume.definition(), findings);
            case Aspect.Invocation _, Aspect.ResourceChange _, Aspect.ProcessStart _, Aspect.NetworkCreation _, Aspect.ImageBuild _ -> { }
        }
    }

    private void workload(Aspect.Workload workload, Findings findings) {
        for (MountUse mount : workload.mounts()) {
            switch (mount.kind()) {
                case BIND -> path("bind " + mount.source(), mount.source(), findings);
                case VOLUME, CLUSTER -> mount.definitions().forEach(definition -> volume(definition, findings));
                case OTHER -> findings.add(mount.describe() + " cannot be judged", "a bind, volume or tmpfs", "");
                case TMPFS, IMAGE -> { }
            }
        }
        workload.host().logConfig().config().forEach((name, value) -> logOption(name, value, findings));
    }

    /** dockerd itself opens them: syslog-address=unix:///..., splunk-capath=/... (moby, daemon/logger). */
    private void logOption(String name, String value, Findings findings) {
        String path = value.replaceFirst("^unix(gram)?://", "");
        if (path.startsWith("/")) {
            path("log option " + name + "=" + value, path, findings);
        }
    }

    private void volume(VolumeDefinition volume, Findings findings) {
        String what = volume.name().isEmpty() ? "the volume" : "volume " + volume.name();
        if (!volume.unjudgeableType().isEmpty()) {
            findings.add(what + " is a file system of type " + volume.unjudgeableType() + ", which may show any part of the host",
                    "a plain volume, tmpfs, nfs or cifs", "leave out --opt type=" + volume.unjudgeableType());
        }
        volume.hostPaths().forEach(path -> path(what + " reaches " + path, path, findings));
    }

    private void path(String what, String path, Findings findings) {
        Optional<String> resolved = files.resolve(path);
        if (resolved.isEmpty()) {
            findings.add(what + ": where this path leads cannot be told", "a path that resolves", "");
            return;
        }
        String real = resolved.get();
        String seen = what + (real.equals(path) ? "" : ", which is " + real);
        Optional<String> hit = forbidden.stream().filter(each -> contains(each, real) || contains(real, each)).findFirst();
        if (hit.isPresent()) {
            String why = contains(hit.get(), real) ? "" : ", which holds " + hit.get();
            findings.add(seen + why, "no path of the host that gives it away", "");
        } else if (!allowedPatterns.isEmpty() && !allowed.matches(real)) {
            findings.add(seen + " is not among the allowed paths", "one of " + String.join(", ", allowedPatterns), "");
        }
    }

    private static boolean contains(String directory, String path) {
        return path.equals(directory) || directory.equals("/") || path.startsWith(directory + "/");
    }
}
