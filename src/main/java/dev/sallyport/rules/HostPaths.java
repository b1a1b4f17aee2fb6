package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.HostPath.Place;
import dev.sallyport.action.HostPath;
import dev.sallyport.action.MountUse;
import dev.sallyport.action.VolumeDefinition.Nature;
import dev.sallyport.action.VolumeDefinition;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Mend;
import dev.sallyport.facts.HostEntry;
import dev.sallyport.facts.MountTable;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code host-paths}: which of the host's files containers may see, by whatever way. */
@Demand(
        value = "mounts only listed paths of the host, and none that gives the host away, directly, through links, "
                + "other mounts, or a volume's options",
        controls = "CIS 5.6, 5.32; PSS baseline")
record HostPaths(
        @Doc("The only paths that may be mounted (globs; dir/** for all beneath dir).") List<PathGlob> allowed,
        @Doc("Paths that are never mounted, nor anything in them, nor a directory that holds them, "
                + "whatever is allowed.") List<HostDirectory> forbidden,
        @Doc("Whether a directory may be mounted in which a socket, pipe or device lies, "
                + "which a read-only mount does not close.") boolean sockets,
        @Doc("File servers whose exports volumes may mount (globs of names and addresses, "
                + "as the options give them). The host itself may be one.") List<Glob> servers,
        @Doc("Whether a mount may be live: what the host mounts beneath its source later appears in the container, "
                + "writable (slave and shared propagation).") boolean live)
        implements Rule {

    /** A container that can read or write one of these owns the host. A directory that holds one of them is as bad. */
    private static final List<HostDirectory> FORBIDDEN = HostDirectory.of(
            "/etc", "/proc", "/sys", "/dev", "/boot", "/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin",
            "/root", "/var/lib/docker", "/var/lib/containerd", "/run", "/var/run");

    /** File systems that are an interface of the kernel, wherever they are mounted. */
    private static final Set<String> OF_THE_KERNEL = Set.of(
            "proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "debugfs", "tracefs", "securityfs", "configfs",
            "bpf", "pstore", "efivarfs", "binfmt_misc", "mqueue", "nsfs", "rpc_pipefs", "nfsd", "fusectl", "hugetlbfs",
            "resctrl");

    static final HostPaths STANDARD = new HostPaths(PathGlob.of("/srv/**"), FORBIDDEN, false, List.of(), false);

    /** @throws IllegalArgumentException if a path is allowed in vain: what is forbidden stays so */
    HostPaths {
        for (PathGlob path : allowed) {
            forbidden.stream().filter(path::isWithin).findFirst().ifPresent(within -> {
                throw NarrowGlob.matchesNothing(path.toString(), "`" + within + "` is in `forbidden`");
            });
        }
    }

    @Override
    public Rule in(Surroundings surroundings) {
        return new OnHost(
                this,
                withReal(forbidden.stream().map(HostDirectory::path).toList(), surroundings),
                withReal(surroundings.ownFiles(), surroundings));
    }

    /** Both as written and as they are: /var/run is a link to /run on most hosts. */
    private static List<String> withReal(List<String> paths, Surroundings surroundings) {
        return paths.stream()
                .flatMap(path -> Stream.concat(Stream.of(path), surroundings.realPath().apply(path).stream()))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * @param forbidden those of the rule, and where they lead
     * @param ownFiles Sallyport's own, with their set-aside copies
     */
    private record OnHost(HostPaths rule, List<String> forbidden, List<String> ownFiles) implements Rule {

        @Override
        public void workload(Aspect.Workload workload, Findings findings) {
            for (MountUse mount : workload.mounts()) {
                Mend leftOut = new Mend.Without(mount.place());
                if (mount.access().propagation().live() && !rule.live) {
                    findings.add(mount.describe() + " takes in what the host mounts there later, whatever that is",
                            "private propagation",
                            "leave out shared, rshared, slave and rslave", Admission.set("live", true));
                }
                switch (mount.kind()) {
                    case BIND -> mount.host().ifPresent(path -> path("bind ", path, leftOut, findings));
                    case VOLUME, CLUSTER ->
                            mount.definitions().forEach(definition -> volume(definition, leftOut, findings));
                    case OTHER ->
                            findings.add(mount.describe() + " cannot be judged", "a bind, volume or tmpfs", leftOut);
                    case TMPFS, IMAGE -> {}
                }
            }
            workload.files().logOptions().forEach(option -> path("log option " + option.name() + " reaches ",
                    option.path(), new Mend.Without("--log-opt " + option.name()), findings));
        }

        @Override
        public void volumeCreation(Aspect.VolumeCreation creation, Findings findings) {
            volume(creation.definition(), Mend.NONE, findings);
        }

        private void volume(VolumeDefinition volume, Mend leftOut, Findings findings) {
            switch (volume.nature()) {
                case Nature.HostDirectory(HostPath path) ->
                        path(volume.describe() + " reaches ", path, leftOut, findings);
                case Nature.ByDriver(List<HostPath> paths) ->
                        paths.forEach(path -> path(volume.describe() + " reaches ", path, leftOut, findings));
                case Nature.Remote(String type, Set<String> named) -> named.stream()
                        .filter(server -> !Glob.any(rule.servers, server))
                        .forEach(server -> findings.add(
                                volume.describe() + " is an export (" + type + ") of the server " + server,
                                rule.servers.isEmpty() ? "no file server" : Findings.oneOf(rule.servers), leftOut,
                                Admission.add("servers", Glob.literal(server))));
                case Nature.Unjudgeable(String why, String wanted) ->
                        findings.add(volume.describe() + " " + why, wanted, leftOut);
                case Nature.Plain() -> {}
                case Nature.Memory() -> {}
            }
        }

        private void path(String what, HostPath path, Mend leftOut, Findings findings) {
            switch (path.place()) {
                case Place.Unknown(String why) ->
                        findings.add(what + path.path() + ": " + why, "a path that resolves", leftOut);
                case Place.Missing(String real) -> {
                    Optional<String> hit = hit(real);
                    if (hit.isPresent() || !Glob.any(rule.allowed, real)) {
                        refuse(what + path.describe(), real, hit, leftOut, findings);
                    } else {
                        findings.add(what + path.describe() + " does not exist, and dockerd would make it, as root",
                                "a path that exists", "make it first: mkdir -p " + real);
                    }
                }
                case Place.At at -> present(what + path.describe(), at, leftOut, findings);
            }
        }

        private void present(String seen, Place.At at, Mend leftOut, Findings findings) {
            Optional<String> hit =
                    hit(at.path()).or(() -> at.aliases().stream().map(this::hit).flatMap(Optional::stream).findFirst());
            Optional<MountTable.Submount> kernel =
                    at.submounts().stream().filter(mount -> OF_THE_KERNEL.contains(mount.type())).findFirst();
            if (hit.isPresent() || !Glob.any(rule.allowed, at.path())) {
                refuse(seen, at.path(), hit, leftOut, findings);
            } else if (at.daemons()) {
                findings.add(seen + " is where dockerd keeps its data, or holds it",
                        "no path of the host that gives it away", leftOut);
            } else if (kernel.isPresent()) {
                findings.add(seen + " shows the kernel's " + kernel.get().type() + " at " + kernel.get().point(),
                        "no path of the host that gives it away", leftOut);
            } else if (at.type() != HostEntry.Type.DIRECTORY && at.type() != HostEntry.Type.FILE) {
                findings.add(seen + " is a socket or a device, which a read-only mount does not close",
                        "a directory or a plain file", leftOut);
            } else if (!rule.sockets && at.special().isPresent()) {
                findings.add(
                        seen + " holds " + at.special().get()
                                + ", a socket, pipe or device, which a read-only mount does not close",
                        "a directory of plain files", leftOut, Admission.set("sockets", true));
            }
        }

        private void refuse(String seen, String real, Optional<String> hit, Mend leftOut, Findings findings) {
            if (hit.isEmpty()) {
                findings.add(seen + " is not among the allowed paths",
                        wanted(real), leftOut, Admission.add("allowed", Glob.literal(real)));
            } else {
                findings.add(seen + relation(real, hit.get()), "no path of the host that gives it away", leftOut);
            }
        }

        /** Who allows a directory mostly means all that is in it. */
        private String wanted(String real) {
            String beneath = rule.allowed.stream()
                    .map(PathGlob::toString)
                    .filter(path -> real.startsWith(path + "/"))
                    .findFirst()
                    .map(path -> "; for all beneath, the policy must say " + path + "/**")
                    .orElse("");
            return rule.allowed.isEmpty() ? "no path of the host" : Findings.oneOf(rule.allowed) + beneath;
        }

        private static String relation(String real, String hit) {
            if (HostDirectory.contains(hit, real)) {
                return "";
            }
            if (real.startsWith(hit + ".")) {
                return ", which belongs to " + hit;
            }
            return (HostDirectory.contains(real, hit) ? ", which holds " : ", where files are mounted of ") + hit;
        }

        private Optional<String> hit(String real) {
            return Stream.concat(
                    forbidden.stream()
                            .filter(each -> HostDirectory.contains(each, real) || HostDirectory.contains(real, each)),
                    ownFiles.stream()
                            .filter(own -> HostDirectory.contains(own, real) || HostDirectory.contains(real, own)
                                    || real.startsWith(own + ".")))
                    .findFirst();
        }

        /**
         * What is mounted inside a forbidden directory is not what the directory itself holds: a volume's files, say.
         */
        private Optional<String> hit(MountTable.Alias alias) {
            return hit(alias.path())
                    .filter(each -> alias.mountPoint().equals(each)
                            || !HostDirectory.contains(each, alias.mountPoint()));
        }
    }
}
