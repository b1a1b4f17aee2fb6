package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.MountUse;
import dev.sallyport.action.VolumeDefinition;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code host-paths}: which of the host's files containers may see, by whatever way. */
@Demand(
        value = "mounts no path of the host that gives the host away, directly, through links, or through a volume's options",
        controls = "CIS 5.6, 5.32; PSS baseline")
record HostPaths(
        @Doc("Paths that are never mounted, nor anything in them, nor a directory that holds them.")
                List<String> forbidden,
        @Doc("If not empty: the only paths that may be mounted (globs; dir/** for all beneath).")
                List<Glob> allowed)
        implements Rule {

    /** Whoever reads or writes these has the host. A directory that holds one of them is as bad. */
    private static final List<String> FORBIDDEN = List.of(
            "/etc", "/proc", "/sys", "/dev", "/boot", "/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin", "/root",
            "/var/lib/docker", "/var/lib/containerd", "/run", "/var/run");

    static final HostPaths STANDARD = new HostPaths(FORBIDDEN, List.of());

    @Override
    public Rule in(Surroundings surroundings) {
        HostFiles files = surroundings.files();
        // Both as written and as they are: /var/run is a link to /run on most hosts.
        List<String> real = Stream.concat(forbidden.stream(), surroundings.ownFiles().stream())
                .flatMap(path -> Stream.concat(Stream.of(path), files.resolve(path).stream()))
                .distinct()
                .sorted()
                .toList();
        return new OnHost(new HostPaths(real, allowed), files);
    }

    private record OnHost(HostPaths rule, HostFiles files) implements Rule {
        @Override
        public void workload(Aspect.Workload workload, Findings findings) {
            rule.workload(workload, files, findings);
        }

        @Override
        public void volumeCreation(Aspect.VolumeCreation volume, Findings findings) {
            rule.volume(volume.definition(), files, findings);
        }
    }

    private void workload(Aspect.Workload workload, HostFiles files, Findings findings) {
        for (MountUse mount : workload.mounts()) {
            switch (mount.kind()) {
                case BIND -> path("bind " + mount.source(), mount.source(), files, findings);
                case VOLUME, CLUSTER -> mount.definitions().forEach(definition -> volume(definition, files, findings));
                case OTHER -> findings.add(mount.describe() + " cannot be judged", "a bind, volume or tmpfs", "");
                case TMPFS, IMAGE -> { }
            }
        }
        workload.host().logConfig().config().forEach((name, value) -> logOption(name, value, files, findings));
    }

    /** dockerd itself opens them: syslog-address=unix:///..., splunk-capath=/... (moby, daemon/logger). */
    private void logOption(String name, String value, HostFiles files, Findings findings) {
        String path = value.replaceFirst("^unix(gram)?://", "");
        if (path.startsWith("/")) {
            path("log option " + name + "=" + value, path, files, findings);
        }
    }

    private void volume(VolumeDefinition volume, HostFiles files, Findings findings) {
        String what = volume.name().isEmpty() ? "the volume" : "volume " + volume.name();
        if (!volume.unjudgeableType().isEmpty()) {
            findings.add(what + " is a file system of type " + volume.unjudgeableType() + ", which may show any part of the host",
                    "a plain volume, tmpfs, nfs or cifs", "leave out --opt type=" + volume.unjudgeableType());
        }
        volume.hostPaths().forEach(path -> path(what + " reaches " + path, path, files, findings));
    }

    private void path(String what, String path, HostFiles files, Findings findings) {
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
        } else if (!allowed.isEmpty() && !Glob.any(allowed, real)) {
            findings.add(seen + " is not among the allowed paths", "one of " + Glob.listed(allowed), "");
        }
    }

    private static boolean contains(String directory, String path) {
        return path.equals(directory) || directory.equals("/") || path.startsWith(directory + "/");
    }
}
