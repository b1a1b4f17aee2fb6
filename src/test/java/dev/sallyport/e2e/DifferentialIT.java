package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import dev.sallyport.action.MountUse;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionIds;
import dev.sallyport.decision.Subject;
import dev.sallyport.docker.DockerEngine;
import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.e2e.GuardedEngine.Guard;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.http.Room;
import dev.sallyport.plugin.PluginMessage;
import dev.sallyport.plugin.transport.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * Our decoder against dockerd's: whatever dockerd accepts, we refuse or read the same. A failure is made smaller before
 * it is told. More with {@code -Ddifferential.count=N -Ddifferential.seed=S}.
 */
@OnEachEngine
@Timeout(300)
final class DifferentialIT {

    private static final int COUNT = Integer.getInteger("differential.count", 2000);
    private static final long SEED = Long.getLong("differential.seed", 1);

    private static final DecisionIds IDS = new DecisionIds();

    private static GuardedEngine docker;
    private static DockerEngine facts;
    private static final FakeFacts KNOWN = new FakeFacts();

    /** What dockerd makes of bodies that say nothing, or only what changes its defaults. */
    private static final List<Map<String, Object>> DAEMONS_OWN = new ArrayList<>();

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        docker = engines.start(engine);
        docker.guardedBy(Guard.NOBODY);
        facts = new DockerEngine(docker.dockerSocket(), Duration.ofSeconds(20), 4, Room.UNBOUNDED);
        docker.sh("docker create --name source --network none -v /from bb:1");
        KNOWN.containers.put("source", inspect("source"));
        DAEMONS_OWN.clear();
        for (String more : List.of("", ",\"HostConfig\":{}", ",\"HostConfig\":{\"Privileged\":true}")) {
            String body = "{\"Image\":\"bb:1\"" + more + "}";
            DAEMONS_OWN.add(Views.fields(create(body.getBytes(StandardCharsets.UTF_8)).orElseThrow().hostConfig()));
        }
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        facts.close();
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
                fail("body " + n + " of seed " + SEED + " is read differently:\n" + small.text() + "\n"
                        + difference(small));
            }
            accepted += verdict == Verdict.REFUSED_BY_DOCKERD ? 0 : 1;
            compared += verdict == Verdict.SAME ? 1 : 0;
        }
        int enough = COUNT / 20;
        System.out.printf("%s: of %d bodies dockerd accepted %d; %d of them were read alike, the others refused%n",
                engine, COUNT, accepted, compared);
        int total = accepted;
        int alike = compared;
        assertTrue(alike > enough && total - alike > enough,
                () -> "the generator is too tame or too wild: " + total + ", " + alike);
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
            client.send("POST /containers/create?name=candidate HTTP/1.1\r\nHost: d\r\n"
                    + "Connection: close\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length + "\r\n\r\n").send(body);
            if (!client.answer().startsWith("HTTP/1.1 201")) {
                return Optional.empty();
            }
        }
        Inspected.Container container = inspect("candidate");
        try (RawClient client = new RawClient(docker.dockerSocket())) {
            client.send("DELETE /containers/candidate?v=1&force=1 HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n")
                    .answer();
        }
        return Optional.of(container);
    }

    private static Inspected.Container inspect(String name) throws IOException {
        if (facts.ask(new Question.Container(
                name)) instanceof Lookup.Found<Inspected.Container>(Inspected.Container container)) {
            return container;
        }
        throw new IOException("created, but not there: " + name);
    }

    private static Optional<Aspect.Workload> ours(byte[] body) {
        AccessRequest request = new AccessRequest(
                Instant.EPOCH, Subject.ANONYMOUS, "POST", "/containers/create",
                Map.of("Content-Type", "application/json"), Optional.of(body));
        Action action = new ContextHandler(KNOWN).understand(IDS.get(), request);
        boolean unknown = action.aspects().stream().anyMatch(
                aspect -> aspect instanceof Aspect.Invocation call && call.unknown().stream()
                        .anyMatch(field -> field.path().startsWith("HostConfig.") && !field.zero()));
        if (!action.obstacles().isEmpty() || unknown) {
            return Optional.empty();
        }
        return action.aspects().stream().filter(Aspect.Workload.class::isInstance).map(Aspect.Workload.class::cast)
                .findFirst();
    }

    /**
     * Fields that dockerd itself changes by others: with a namespace of the host it switches labels off, without a swap
     * limit it sets one.
     */
    private static final Set<String> ADJUSTED = Set.of("SecurityOpt", "MemorySwap", "CapAdd", "CapDrop");

    private static final Set<String> EMPTY_MEANS_NONE = Set.of("MaskedPaths", "ReadonlyPaths");

    /** Newer than the old engine. */
    private static final Set<String> UNKNOWN_TO_THE_OLD = Set.of("Annotations");

    private String compare(Aspect.Workload ours, Inspected.Container built) {
        Map<String, Object> mine = Views.fields(ours.host());
        Map<String, Object> theirs = Views.fields(built.hostConfig());
        StringBuilder differences = new StringBuilder();
        for (String field : mine.keySet()) {
            Object theirValue = theirs.get(field);
            boolean own = !says(field, mine.get(field))
                    && DAEMONS_OWN.stream().anyMatch(plain -> Objects.equals(plain.get(field), theirValue));
            if (!ADJUSTED.contains(field) && !(engine.isOld() && UNKNOWN_TO_THE_OLD.contains(field)) && !own
                    && (says(field, theirValue) || says(field, mine.get(field)))) {
                same(field, mine.get(field), theirValue, differences);
            }
        }
        same("CapAdd", caps(ours.host().capAdd()), caps(built.hostConfig().capAdd()), differences);
        same("CapDrop", caps(ours.host().capDrop()), caps(built.hostConfig().capDrop()), differences);
        same("MemorySwap < 0", ours.host().resources().memorySwap() < 0,
                built.hostConfig().resources().memorySwap() < 0, differences);
        same("SecurityOpt", ours.host().securityOpt(), built.hostConfig().securityOpt().stream()
                .filter(option -> !option.equals("label=disable")).toList(), differences);
        same("User", ours.user().text(), built.config().user(), differences);
        same("writable mounts",
                ours.mounts().stream().filter(mount -> !mount.readOnly() && mount.kind() != MountUse.Kind.TMPFS)
                        .map(mount -> mount.target()).sorted().toList(),
                built.mounts().stream().filter(mount -> mount.rw() && !mount.type().equals("tmpfs"))
                        .map(Inspected.MountPoint::destination).sorted().toList(),
                differences);
        return differences.toString();
    }

    /** An empty list of masked paths means none, where null means the usual ones; any other empty list says nothing. */
    private static boolean says(String field, @Nullable Object value) {
        return switch (value) {
            case null -> false;
            case String text -> !text.isEmpty();
            case Boolean flag -> flag;
            // Of a limit, a negative number says that there is none.
            case Number number -> field.equals("PidsLimit") ? number.longValue() > 0 : number.longValue() != 0;
            case Map<?, ?> map -> map.values().stream().anyMatch(each -> says("", each));
            case List<?> list -> !list.isEmpty() || EMPTY_MEANS_NONE.contains(field);
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private static void same(String what, @Nullable Object mine, @Nullable Object theirs, StringBuilder differences) {
        if (!Objects.equals(mine, theirs)) {
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

    /**
     * A route that can be asked for without harm.
     *
     * @param signature what only this route answers
     */
    private record Route(String method, String path, String query, String operation, String signature) {}

    private static final List<Route> ROUTES = List.of(
            new Route("GET", "/_ping", "", "SystemPing", "\r\n\r\nOK"),
            new Route("GET", "/version", "", "SystemVersion", "\"MinAPIVersion\""),
            new Route("GET", "/volumes", "", "VolumeList", "\"Warnings\":"),
            new Route("GET", "/networks", "", "NetworkList", "\"EnableIPv6\""),
            new Route("GET", "/images/json", "", "ImageList", "\"RepoDigests\""),
            new Route("GET", "/containers/target/json", "", "ContainerInspect", "\"MaskedPaths\""),
            new Route("GET", "/containers/target/top", "", "ContainerTop", "\"Titles\""),
            new Route("GET", "/images/bb:1/history", "", "ImageHistory", "\"CreatedBy\""),
            new Route("POST", "/containers/prune", "", "ContainerPrune", "\"ContainersDeleted\""),
            new Route("POST", "/images/prune", "", "ImagePrune", "\"ImagesDeleted\""),
            new Route("POST", "/networks/prune", "", "NetworkPrune", "\"NetworksDeleted\""),
            new Route("POST", "/containers/target/unpause", "", "ContainerUnpause", "is not paused"),
            new Route("POST", "/containers/target/rename", "name=", "ContainerRename", "Neither old nor new names"),
            new Route("POST", "/images/bb:1/tag", "repo=UPPER", "ImageTag", "must be lowercase"),
            new Route("DELETE", "/images/none", "", "ImageDelete", "No such image: none"),
            new Route("DELETE", "/volumes/none", "", "VolumeDelete", "no such volume"),
            new Route("DELETE", "/networks/none", "", "NetworkDelete", "network none not found"),
            new Route("DELETE", "/containers/none", "", "ContainerDelete", "No such container: none"));

    /**
     * The plugin is the witness: dockerd asks it if and only if a route takes the request, with the target as it came.
     */
    @Test
    void targetsLeadWhereDockerdTakesThemOrAreRefused() throws IOException, PluginMessage.MalformedException {
        docker.sh("docker run -d --name target --network none bb:1 sleep 600");
        docker.guardedBy(Guard.ALLOW_ALL);
        Random random = new Random(SEED);
        Map<String, Integer> taken = new TreeMap<>();
        for (int n = 0; n < COUNT; n++) {
            Route meant = ROUTES.get(random.nextInt(ROUTES.size()));
            String target = mangled(meant, random);
            docker.asked();
            String answer = ask(meant.method(), target);
            List<byte[]> asked = docker.asked();
            Optional<Route> route = ROUTES.stream()
                    .filter(each -> each.method().equals(meant.method()) && answer.contains(each.signature()))
                    .findFirst();
            String what = "target " + meant.method() + " " + target + " of seed " + SEED + ": ";
            if (asked.isEmpty()) {
                assertTrue(answer.matches("(?s)HTTP/1.1 (301|307|400|404|405) .*") && route.isEmpty(),
                        () -> what + "no plugin was asked, and dockerd answered " + answer);
                continue;
            }
            AccessRequest told = PluginMessage.parse(asked.getFirst(), Instant.EPOCH);
            String ours = new ContextHandler(new FakeFacts()).understand(IDS.get(), told).call()
                    .map(call -> call.operation().id()).orElse("refused");
            taken.merge(route.isPresent() ? "by a known route" : "by another", 1, Integer::sum);
            taken.merge(ours.equals("refused") ? "refused by us" : "understood by us", 1, Integer::sum);
            assertTrue(ours.equals("refused") || route.isEmpty() || ours.equals(route.get().operation()),
                    () -> what + "dockerd took it to " + route.get() + ", we saw " + ours);
        }
        docker.guardedBy(Guard.NOBODY);
        System.out.printf("%s: of %d targets the plugin was asked about: %s%n", engine, COUNT, taken);
        assertTrue(
                taken.getOrDefault("by a known route", 0) > COUNT / 20
                        && taken.getOrDefault("refused by us", 0) > COUNT / 100,
                () -> "the generator is too tame or too wild: " + taken);
    }

    private static String ask(String method, String target) throws IOException {
        try (RawClient client = new RawClient(docker.dockerSocket())) {
            client.send(
                    method + " " + target + " HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            return client.everything();
        }
    }

    private static String mangled(Route route, Random random) {
        StringBuilder target = new StringBuilder();
        for (char c : route.path().toCharArray()) {
            target.append(random.nextInt(12) == 0
                    ? "%%%02x".formatted((int) c)
                    : random.nextInt(60) == 0 ? Character.toUpperCase(c) : c);
        }
        List<String> prefixes = List.of("", "", "/v1.41", "/v01.41", "/v1.41.0", "/v1.041", "/v1.41/v1.40", "/v1..41",
                "/v", "/x/..", "/.", "/", "/v1.40");
        target.insert(0, prefixes.get(random.nextInt(prefixes.size())));
        List<String> ends =
                List.of("", "", "", "", "/", "//", ";x", "%00", "%0a", "%2f", "%2e", "/.", "#x", "#%zz", "%3f", "%23");
        target.append(ends.get(random.nextInt(ends.size())));
        List<String> queries = List.of("", "", "", "?", "?all=1", "?a=%zz", "?a#b", "?a;b", "?#", "??");
        String query = queries.get(random.nextInt(queries.size()));
        target.append(route.query().isEmpty() ? query : (query.startsWith("?") ? query + "&" : "?") + route.query());
        List<String> origins = new ArrayList<>(
                List.of("", "", "", "http://other", "HTTP://a:1", "x://y", "http:", "http://u@h", "//h"));
        return origins.get(random.nextInt(origins.size())) + target;
    }
}
