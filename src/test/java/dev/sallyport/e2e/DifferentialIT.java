package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.action.EngineFacts;
import dev.sallyport.action.FakeFacts;
import dev.sallyport.action.Lookup;
import dev.sallyport.action.MountUse;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Subject;
import dev.sallyport.docker.DockerEngine;
import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.e2e.GuardedEngine.Guard;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.plugin.transport.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our decoder against dockerd's: whatever dockerd accepts, we refuse or read the same. A failure is made smaller before it is
 * told. More with {@code -Ddifferential.count=N -Ddifferential.seed=S}.
 */
@ParameterizedClass
@MethodSource("dev.sallyport.e2e.Engines#available")
final class DifferentialIT {

    private static final int COUNT = Integer.getInteger("differential.count", 2000);
    private static final long SEED = Long.getLong("differential.seed", 1);

    private static GuardedEngine docker;
    private static DockerEngine facts;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine) throws IOException {
        docker = GuardedEngine.start(engine);
        docker.guardedBy(Guard.NOBODY);
        facts = new DockerEngine(docker.dockerSocket(), Duration.ofSeconds(20), 4);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        facts.close();
        docker.close();
    }

    // ---- bodies -----------------------------------------------------------------------------------------------------

    @Test
    void bodiesAreReadAsDockerdReadsThemOrRefused() throws IOException {
        Random random = new Random(SEED);
        int accepted = 0;
        int compared = 0;
        for (int n = 0; n < COUNT; n++) {
            GeneratedBody body = GeneratedBody.next(random);
            Verdict verdict = verdict(body);
            if (verdict == Verdict.DIFFERENT) {
                GeneratedBody small = shrunk(body);
                fail("body " + n + " of seed " + SEED + " is read differently:\n" + small.text() + "\n" + difference(small));
            }
            accepted += verdict == Verdict.REFUSED_BY_DOCKERD ? 0 : 1;
            compared += verdict == Verdict.SAME ? 1 : 0;
        }
        int enough = COUNT / 20;
        System.out.printf("%s: of %d bodies dockerd accepted %d; %d of them were read alike, the others refused%n", engine, COUNT, accepted, compared);
        int total = accepted;
        int alike = compared;
        assertTrue(alike > enough && total - alike > enough, () -> "the generator is too tame or too wild: " + total + ", " + alike);
    }

    private enum Verdict {
        REFUSED_BY_DOCKERD,
        REFUSED_BY_US,
        SAME,
        DIFFERENT
    }

    private Verdict verdict(GeneratedBody body) throws IOException {
        Optional<String> difference = difference(body);
        if (difference == null) {
            return Verdict.REFUSED_BY_DOCKERD;
        }
        return difference.map(text -> text.isEmpty() ? Verdict.SAME : Verdict.DIFFERENT).orElse(Verdict.REFUSED_BY_US);
    }

    /** Null if dockerd refused, empty if we did, else what differs: nothing, if all is well. */
    private Optional<String> difference(GeneratedBody body) throws IOException {
        byte[] bytes = body.text().getBytes(StandardCharsets.UTF_8);
        Optional<Inspected.Container> built = create(bytes);
        if (built.isEmpty()) {
            return null;
        }
        return ours(bytes).map(workload -> compare(workload, built.get()));
    }

    private static Optional<Inspected.Container> create(byte[] body) throws IOException {
        try (RawClient client = new RawClient(docker.dockerSocket())) {
            client.send("POST /containers/create?name=candidate HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length + "\r\n\r\n").send(body);
            if (!client.answer().startsWith("HTTP/1.1 201")) {
                return Optional.empty();
            }
        }
        if (!(facts.container("candidate") instanceof Lookup.Found<Inspected.Container>(Inspected.Container container))) {
            throw new IOException("created, but not there");
        }
        try (RawClient client = new RawClient(docker.dockerSocket())) {
            client.send("DELETE /containers/candidate?v=1&force=1 HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n").answer();
        }
        return Optional.of(container);
    }

    private static Optional<Aspect.Workload> ours(byte[] body) {
        EngineFacts nothing = new FakeFacts();
        AccessRequest request = new AccessRequest(
                Subject.ANONYMOUS, "POST", "/containers/create", Map.of("Content-Type", "application/json"), Optional.of(body));
        Action action = new ContextHandler(nothing).understand(DecisionId.next(), request);
        boolean unknown = action.aspects().stream().anyMatch(
                aspect -> aspect instanceof Aspect.Invocation call && call.unknown().stream().anyMatch(field -> field.path().startsWith("HostConfig.") && !field.zero()));
        if (!action.obstacles().isEmpty() || unknown) {
            return Optional.empty();
        }
        return action.aspects().stream().filter(Aspect.Workload.class::isInstance).map(Aspect.Workload.class::cast).findFirst();
    }

    private static String compare(Aspect.Workload ours, Inspected.Container built) {
        HostConfig mine = ours.host();
        HostConfig theirs = built.hostConfig();
        StringBuilder differences = new StringBuilder();
        same("Privileged", mine.privileged(), theirs.privileged(), differences);
        same("CapAdd", caps(mine.capAdd()), caps(theirs.capAdd()), differences);
        same("CapDrop", caps(mine.capDrop()), caps(theirs.capDrop()), differences);
        same("Memory", mine.resources().memory(), theirs.resources().memory(), differences);
        same("MemorySwap < 0", mine.resources().memorySwap() < 0, theirs.resources().memorySwap() < 0, differences);
        same("Binds", mine.binds(), theirs.binds(), differences);
        same("PidMode", mine.pidMode(), theirs.pidMode(), differences);
        same("UTSMode", mine.utsMode(), theirs.utsMode(), differences);
        same("IpcMode", mine.ipcMode().equals("host"), theirs.ipcMode().equals("host"), differences);
        same("NetworkMode", mine.networkMode().equals("host"), theirs.networkMode().equals("host"), differences);
        // With a namespace of the host, or privileged, dockerd adds this of its own accord.
        List<String> added = List.of("label=disable");
        same("SecurityOpt", mine.securityOpt(), theirs.securityOpt().stream()
                .filter(option -> !added.contains(option)).toList(), differences);
        same("MaskedPaths is []", mine.maskedPaths().equals(Optional.of(List.of())), theirs.maskedPaths().equals(Optional.of(List.of())), differences);
        same("User", ours.user().text(), built.config().user(), differences);
        same("Devices", mine.resources().devices(), theirs.resources().devices(), differences);
        same("writable mounts", ours.mounts().stream().filter(mount -> !mount.readOnly() && mount.kind() != MountUse.Kind.TMPFS).map(mount -> mount.target()).sorted().toList(),
                built.mounts().stream().filter(mount -> mount.rw() && !mount.type().equals("tmpfs")).map(Inspected.MountPoint::destination).sorted().toList(), differences);
        return differences.toString();
    }

    private static void same(String what, Object mine, Object theirs, StringBuilder differences) {
        if (!mine.equals(theirs)) {
            differences.append(what).append(": ours ").append(mine).append(", dockerd's ").append(theirs).append('\n');
        }
    }

    private static TreeSet<String> caps(List<String> names) {
        TreeSet<String> normal = new TreeSet<>();
        names.forEach(name -> normal.add(name.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "")));
        return normal;
    }

    private GeneratedBody shrunk(GeneratedBody body) throws IOException {
        GeneratedBody smallest = body;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (GeneratedBody candidate : smallest.smaller()) {
                if (verdict(candidate) == Verdict.DIFFERENT) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    // ---- targets ----------------------------------------------------------------------------------------------------

    /** Answers that only one route gives. */
    private static final Map<String, String> SIGNATURES = Map.of(
            "/_ping", "\r\n\r\nOK",
            "/version", "\"MinAPIVersion\"",
            "/volumes", "\"Warnings\":",
            "/networks", "\"EnableIPv6\"",
            "/images/json", "\"RepoDigests\"",
            "/containers/target/json", "\"MaskedPaths\"",
            "/containers/target/top", "\"Titles\"",
            "/images/bb:1/history", "\"CreatedBy\"");

    private static final Map<String, String> OPERATIONS = Map.of(
            "/_ping", "SystemPing", "/version", "SystemVersion", "/volumes", "VolumeList", "/networks", "NetworkList",
            "/images/json", "ImageList", "/containers/target/json", "ContainerInspect", "/containers/target/top", "ContainerTop",
            "/images/bb:1/history", "ImageHistory");

    @Test
    void targetsLeadWhereDockerdTakesThemOrAreRefused() throws IOException {
        docker.sh("docker run -d --name target --network none bb:1 sleep 600");
        Random random = new Random(SEED);
        List<String> paths = List.copyOf(SIGNATURES.keySet());
        int served = 0;
        for (int n = 0; n < COUNT; n++) {
            String target = mangled(paths.get(random.nextInt(paths.size())), random);
            Optional<String> route = routeOf(target);
            if (route.isPresent()) {
                served++;
                AccessRequest request = new AccessRequest(Subject.ANONYMOUS, "GET", target, Map.of(), Optional.empty());
                Action action = new ContextHandler(new FakeFacts()).understand(DecisionId.next(), request);
                String ours = action.call().map(call -> call.operation().id()).orElse("refused");
                assertTrue(ours.equals("refused") || ours.equals(OPERATIONS.get(route.get())),
                        () -> "target " + target + " of seed " + SEED + ": dockerd served " + route.get() + ", we saw " + ours);
            }
        }
        int count = served;
        assertTrue(count > COUNT / 20, () -> "the generator is too wild: " + count);
    }

    private static Optional<String> routeOf(String target) throws IOException {
        try (RawClient client = new RawClient(docker.dockerSocket())) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n");
            String answer = client.everything();
            return answer.startsWith("HTTP/1.1 200")
                    ? SIGNATURES.entrySet().stream().filter(entry -> answer.contains(entry.getValue())).map(Map.Entry::getKey).findFirst()
                    : Optional.empty();
        }
    }

    private static String mangled(String path, Random random) {
        StringBuilder target = new StringBuilder();
        for (char c : path.toCharArray()) {
            target.append(random.nextInt(12) == 0 ? "%%%02x".formatted((int) c) : random.nextInt(60) == 0 ? Character.toUpperCase(c) : c);
        }
        List<String> prefixes = List.of("", "", "/v1.41", "/v01.41", "/v1.41.0", "/v1.041", "/v1.41/v1.40", "/v1..41", "/v", "/x/..", "/.", "/", "/v1.40");
        target.insert(0, prefixes.get(random.nextInt(prefixes.size())));
        List<String> suffixes = List.of("", "", "", "?all=1", "?a=%zz", "#x", "?a#b", "?", "/", "//", ";x", "%00", "%0a", "?a;b", "%2f", "%2e", "/.");
        target.append(suffixes.get(random.nextInt(suffixes.size())));
        List<String> origins = new ArrayList<>(List.of("", "", "", "http://other", "HTTP://a:1", "x://y", "http:", "http://u@h", "//h"));
        return origins.get(random.nextInt(origins.size())) + target;
    }
}
