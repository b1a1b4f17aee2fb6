package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.networknt.schema.InputFormat;
import dev.sallyport.Schemas;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.judge.Judge;
import dev.sallyport.judge.Judgement;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Mistake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BindingTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z"));

    /** SHA-256 of the bytes 1, 2, 3. */
    private static final String PRINT = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";
    private static final String PEM = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";

    private final FakeFacts facts = new FakeFacts();

    @TempDir
    private Path home;

    private Policies load(String bindings) throws IOException, InvalidSettingException {
        Files.writeString(home.resolve("p.yaml"), "name: default\nrules: {operations: {}, privileged: {}}");
        Files.writeString(home.resolve("ops.yaml"), "name: ops\nrules: {operations: {allow: [containers, swarm]}}");
        Files.writeString(home.resolve("ci.yaml"), "name: ci\nrules: {operations: {}, cap-drop: {}}");
        Files.writeString(home.resolve("b.yaml"), bindings);
        return Policies.load(
                new PolicyFiles(Optional.of(home.resolve("p.yaml")), Optional.of(home.resolve("b.yaml")), List.of(),
                        _ -> new Surroundings(Optional::of, List.of())),
                CLOCK);
    }

    private Judgement judge(Policies policies, Subject subject, String target) {
        AccessRequest request =
                new AccessRequest(CLOCK.instant(), subject, "POST", target, Map.of(), Optional.empty());
        return new Judge(new ContextHandler(facts), List.of(policies), CLOCK).judge(new DecisionId("00ff"), request);
    }

    private static Subject user(String name) {
        return new Subject(name, "TLS", List.of());
    }

    private String decider(Policies policies, Subject subject, String target) {
        return policies.decide(new ContextHandler(facts).understand(new DecisionId("00ff"),
                new AccessRequest(CLOCK.instant(), subject, "POST", target, Map.of(), Optional.empty())), List.of())
                .by().name();
    }

    @Test
    void firstThatHoldsSaysByWhichPolicy() throws IOException, InvalidSettingException {
        Policies policies = load("""
                bindings:
                - {policy: ci.yaml, users: [ci-*, ops-1], operations: [containers]}
                - {policy: ops.yaml, users: [ops-*]}
                - {policy: ci.yaml, certificates: ['%s']}
                - {policy: hardened, operations: [SwarmInit]}
                """.formatted(PRINT));
        String stop = "/containers/x/stop";
        assertEquals("ci", decider(policies, user("ci-7"), stop));
        assertEquals("ci", decider(policies, user("ops-1"), stop));
        assertEquals("ops", decider(policies, user("ops-1"), "/swarm/leave"));
        assertEquals("ops", decider(policies, user("ops-2"), stop));
        assertEquals("default", decider(policies, user("bob"), stop));
        assertEquals("default", decider(policies, Subject.ANONYMOUS, stop));
        assertEquals("default", decider(policies, new Subject("ops-2", "", List.of()), stop), "dockerd did not check");
        assertEquals("ci", decider(policies, new Subject("bob", "TLS", List.of(PEM)), stop));
        assertEquals("default", decider(policies, new Subject("bob", "TLS", List.of("x", PEM)), stop), "an authority");
        assertEquals("hardened", decider(policies, Subject.ANONYMOUS, "/swarm/init"));
        assertEquals("default", decider(policies, user("ci-7"), "/no/such"), "no operation of any group");
        assertEquals(List.of("default", "ci", "ops", "hardened"),
                policies.inForce().policies().stream().map(Policy::name).toList());
        assertEquals(4, policies.inForce().bindingCount());
    }

    @Test
    void denialNamesThePolicyThatDecided() throws IOException, InvalidSettingException {
        Policies policies = load("bindings: [{policy: ops.yaml, users: [ops]}]");
        assertEquals("ops", judge(policies, user("ops"), "/volumes/prune").decidedBy().getFirst().name());
        assertEquals("default", judge(policies, user("bob"), "/swarm/leave").decidedBy().getFirst().name());
    }

    /** Whoever asks, a verdict of one policy is not that of all: nobody has another one's container removed. */
    @Test
    void containerIsNotRemovedForAVerdictThatDependsOnWhoAsks() throws Exception {
        byte[] json = "{\"Id\":\"box-id\",\"Name\":\"/box\",\"HostConfig\":{\"Privileged\":true,\"AutoRemove\":true}}"
                .getBytes(StandardCharsets.UTF_8);
        facts.containers.put("box", GoJson.decode(json, Inspected.Container.class).view());
        String start = "/containers/box/start";
        Judgement denied = judge(load("bindings: [{policy: ops.yaml, users: [ops]}]"), user("bob"), start);
        assertEquals(1, denied.violations().size());
        assertEquals("recreate it without --privileged", denied.violations().getFirst().fix());
        assertEquals(Optional.empty(), denied.removal());
        assertEquals(Optional.of("box"), denied.leftBehind());
        Policies same = load("bindings: [{policy: ops.yaml, operations: [swarm]}]");
        assertEquals(Optional.of("box-id"), judge(same, user("bob"), start).removal(), "the same for everybody");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {policy: ops.yaml}                        | 1:21: binds everything that anybody asks
            {policy: ops.yaml, users: []}             | 1:21: binds everything that anybody asks
            {policy: gone.yaml, users: [a]}           | 1:21: cannot bind gone.yaml: no such file
            {policy: hardend, users: [a]}             | 1:21: unknown policy `hardend`
            {users: [a]}                              | 1:12: `policy` is missing
            {policy: ops.yaml, users: [a], rules: []} | 1:43: unknown key `rules`
            {policy: ops.yaml, operations: [swram]}   | 1:44: unknown operation or group `swram`
            {policy: ops.yaml, certificates: [ab]} | \
                1:46: `certificates` must be the SHA-256 of a certificate: 64 hexadecimal digits, with or without colons
            """)
    void mistakesArePointedAt(String binding, String message) {
        InvalidSettingException e =
                assertThrows(InvalidSettingException.class, () -> load("bindings: [" + binding + "]"));
        assertEquals("b.yaml:" + message, e.mistakes().stream().map(Mistake::toString)
                .collect(Collectors.joining("\n")).replace(home + "/", ""));
    }

    @Test
    void policiesHaveNamesOfTheirOwn() throws IOException {
        Files.writeString(home.resolve("twin.yaml"), "name: default\nrules: {exec: {}}");
        InvalidSettingException e = assertThrows(InvalidSettingException.class,
                () -> load("bindings: [{policy: twin.yaml, users: [a]}]"));
        assertEquals("b.yaml:1:21: this policy and p.yaml have the same name: `default`",
                e.getMessage().replace(home + "/", ""));
    }

    @Test
    void everyFileIsWatchedAndHashed() throws IOException, InvalidSettingException {
        Policies policies = load("bindings: [{policy: ops.yaml, users: [a]}]");
        assertEquals(List.of("b.yaml", "ops.yaml", "p.yaml"), policies.files().paths().stream()
                .map(path -> path.getFileName().toString()).sorted().toList());
        assertEquals(Sha256.ofLines(List.of(Files.readString(home.resolve("b.yaml")),
                Files.readString(home.resolve("ops.yaml")), Files.readString(home.resolve("p.yaml")))),
                policies.inForce().sha256());
    }

    @Test
    void schemaForEditorsIsWrittenDown() throws IOException {
        assertEquals(Files.readString(Path.of("policies/bindings.schema.json")), BindingFile.schema(),
                "stale: run scripts/update-generated");
        assertEquals(List.of(), Schemas.mistakes(BindingFile.schema(),
                "bindings: [{policy: x.yaml, users: [a], operations: [swarm]}]", InputFormat.YAML));
    }
}
