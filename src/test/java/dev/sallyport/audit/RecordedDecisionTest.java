package dev.sallyport.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import dev.sallyport.Corpus;
import dev.sallyport.Schemas;
import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.facts.HostEntry;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.RulesDecisionPoint;
import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was judged is read back from its record, and judged as it was. */
final class RecordedDecisionTest {

    private static RulesDecisionPoint policy(SettingsFile file) throws InvalidSettingException {
        return new RulesDecisionPoint(
                new PolicyLoader(new Surroundings(Optional::of, List.of("/opt/own"))).load(file));
    }

    private static RulesDecisionPoint hardened() throws InvalidSettingException {
        return policy(SettingsFile.read(Path.of("policies/hardened.yaml")));
    }

    /** Every rule there is, each as strict as it comes. */
    private static RulesDecisionPoint everyRule() throws InvalidSettingException {
        return policy(new SettingsFile("all.yaml", "rules:\n" + RuleCatalogue.definitions().stream()
                .map(RuleDefinition::id).map(id -> "  " + id + ":\n").collect(Collectors.joining())));
    }

    private static Action action(FakeFacts facts, String target, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ContextHandler(facts).understand(new DecisionId("00ff"), new AccessRequest(Instant.EPOCH,
                Subject.ANONYMOUS, "POST", target,
                Map.of("Content-Type", "application/json", "Content-Length", String.valueOf(bytes.length)),
                Optional.of(bytes)));
    }

    @Test
    void whateverADockerCliAsksIsJudgedAgainAsItWas() throws Exception {
        List<RulesDecisionPoint> policies = List.of(hardened(), everyRule());
        List<String> judged = new ArrayList<>();
        for (Corpus.Scenario scenario : Corpus.load()) {
            scenario.replay(action -> {
                String line = Recorded.line(action);
                judged.add(line);
                assertEquals(List.of(), Schemas.mistakes(AuditReference.schema(), line, InputFormat.JSON), line);
                assertJudgedAlike(action, line, policies);
                return true;
            });
        }
        assertTrue(judged.size() > 200, () -> "only " + judged.size());
    }

    private static void assertJudgedAlike(Action action, String line, List<RulesDecisionPoint> policies) {
        try {
            RecordedDecision recorded = RecordedDecision.parse(line).orElseThrow();
            assertEquals(List.of(), recorded.cut(), line);
            Action again = recorded.action().orElseThrow();
            assertEquals(action.obstacles(), again.obstacles(), line);
            assertEquals(action.image(), again.image(), line);
            assertEquals(action.containerName(), again.containerName(), line);
            assertEquals(action.awaitingRemoval(), again.awaitingRemoval(), line);
            for (RulesDecisionPoint policy : policies) {
                assertEquals(policy.decide(action, List.of()), policy.decide(again, List.of()), line);
            }
        } catch (UnreadableException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void everyKindOfAspectIsReadBackWhole() throws Exception {
        FakeFacts facts = new FakeFacts();
        facts.host.put("/srv/missing", new HostEntry.Missing("/srv/missing"));
        facts.mountinfo += "2 1 8:1 /etc /srv/etc ro - ext4 /dev/sda1 rw\n";
        Map<String, String> bodies = new HashMap<>();
        bodies.put("/containers/create", """
                {"Image": "a/b:1", "User": "1000", "HostConfig": {"Binds": ["/srv:/data:ro", "/srv/missing:/m"],
                 "PidsLimit": 0, "Init": false, "MaskedPaths": [], "MemorySwap": -1, "Devices":
                 [{"PathOnHost": "/dev/fuse", "CgroupPermissions": "r"}], "LogConfig": {"Type": "syslog", "Config":
                 {"syslog-address": "unix:///dev/log"}}, "Mounts": [{"Type": "volume", "Target": "/v",
                 "VolumeOptions": {"DriverConfig":
                 {"Options": {"type": "nfs", "o": "addr=1.2.3.4", "device": ":/x"}}}}]},
                 "NetworkingConfig": {"EndpointsConfig": {"n": {"IPAMConfig": {"IPv4Address": "10.0.0.2"}}}}}""");
        bodies.put("/containers/c/update", "{\"Memory\": 5, \"RestartPolicy\": {\"Name\": \"no\"}}");
        bodies.put("/networks/create", "{\"Name\": \"n\", \"EnableIPv4\": false, \"IPAM\": {\"Config\": [{}]}}");
        bodies.put("/networks/n/connect", "{\"Container\": \"c\", \"EndpointConfig\": {\"GwPriority\": 3}}");
        bodies.put("/volumes/create", "{\"DriverOpts\": {\"type\": \"none\", \"o\": \"bind\", \"device\": \"/srv\"}}");
        for (Map.Entry<String, String> each : bodies.entrySet()) {
            Action action = action(facts, each.getKey(), each.getValue());
            assertEquals(action.aspects(), Recorded.decision(action).action().orElseThrow().aspects());
        }
        Action build = action(facts, "/build?networkmode=host&securityopt=seccomp%3Dunconfined", "");
        assertEquals(build.aspects(), Recorded.decision(build).action().orElseThrow().aspects());
    }

    @Test
    void noSecretIsRecorded() {
        FakeFacts facts = new FakeFacts();
        List<Action> actions = List.of(
                action(facts, "/containers/create?name=a", """
                        {"Image": "a:1", "Env": ["A=hunter2"], "Labels": {"api-token": "hunter2"}, "Cmd": ["hunter2"],
                         "HostConfig": {"LogConfig": {"Type": "splunk", "Config": {"splunk-token": "hunter2"}},
                         "Mounts": [{"Type": "volume", "Target": "/v", "VolumeOptions": {"DriverConfig": {"Options":
                         {"type": "cifs", "o": "addr=1.2.3.4,password=hunter2"}}}}]}}"""),
                action(facts, "/volumes/create", "{\"DriverOpts\": {\"o\": \"password=hunter2\", \"type\": \"cifs\"}}"),
                action(facts, "/build?remote=https%3A%2F%2Fme%3Ahunter2%40h%2Fx%3Fa%3Dhunter2&buildargs=hunter2", ""),
                action(facts, "/images/create?fromSrc=http%3A%2F%2Fhunter2%3Ahunter2%40h", ""),
                action(facts, "/commit?changes=ENV+A%3Dhunter2", "{}"),
                action(facts, "/containers/c/exec", "{\"Env\": [\"A=hunter2\"], \"Cmd\": [\"hunter2\"]}"));
        for (Action action : actions) {
            String line = Recorded.line(action);
            assertTrue(line.contains("\"facts\":{\"version\":1,\"aspects\":[{\"invocation\""), line);
            assertFalse(line.contains("hunter2"), line);
        }
    }

    /** A profile is as long as a record. */
    @Test
    void profileIsRecordedByItsHash() throws Exception {
        Action action = action(new FakeFacts(), "/containers/create",
                "{\"HostConfig\": {\"SecurityOpt\": [\"seccomp={" + "x".repeat(20_000) + "}\"]}}");
        RecordedDecision recorded = Recorded.decision(action);
        assertEquals(List.of(), recorded.cut());
        assertEquals(hardened().decide(action, List.of()),
                hardened().decide(recorded.action().orElseThrow(), List.of()));
    }

    @Test
    void whatWasCutIsSaid() throws Exception {
        String tail = "x".repeat(200);
        String many = IntStream.range(0, 40).mapToObj(n -> "\"/" + n + ":/x" + n + "\"")
                .collect(Collectors.joining(","));
        Action action = action(new FakeFacts(), "/containers/create", "{\"HostConfig\": {\"Binds\": [" + many + "]}}");
        assertTrue(Recorded.line(action).length() <= 8192);
        assertEquals(List.of("aspects[1].workload.host.Binds", "aspects[1].workload.mounts"),
                Recorded.decision(action).cut());
        Function<Integer, String> option = n -> "\"" + n + tail + "\":\"" + "y".repeat(200) + "\"";
        Action wide = action(new FakeFacts(), "/containers/create", "{\"HostConfig\": {"
                + List.of("StorageOpt", "Annotations", "Sysctls").stream()
                        .map(map -> "\"" + map + "\": {"
                                + IntStream.range(0, 20).boxed().map(option).collect(Collectors.joining(",")) + "}")
                        .collect(Collectors.joining(","))
                + "}}");
        assertTrue(Recorded.line(wide).length() <= 8192);
        assertEquals(List.of("aspects"), Recorded.decision(wide).cut());
    }

    @Test
    void eventIsNoDecision() throws UnreadableException {
        assertEquals(Optional.empty(),
                RecordedDecision.parse("{\"time\":\"2026-01-01T00:00:00.000Z\",\"event\":\"policy_load\"}"));
    }

    @Test
    void recordWithoutFactsIsRead() throws UnreadableException {
        RecordedDecision recorded = RecordedDecision.parse("""
                {"time":"2026-01-01T00:00:00.000Z","id":"00ff","decision":"deny","method":"GET","target":"/x",\
                "failures":[{"rule":"plugin","found":"late"}],"duration_us":0}""").orElseThrow();
        assertEquals(Optional.empty(), recorded.action());
        assertEquals("late", recorded.findings().get("failures").getFirst().found());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"time\":\"2026-01-0", "[]", "{\"time\":\"noon\",\"decision\":\"deny\"}",
            "FACTS{\"version\":2}", "FACTS{\"version\":1,\"aspects\":[{\"teleport\":{}}]}",
            "FACTS{\"version\":1,\"wings\":2}", "FACTS{\"version\":1,\"aspects\":7}",
            "FACTS{\"version\":1,\"aspects\":[{\"fetch\":{\"url\":7}}]}",
            "FACTS{\"version\":1,\"aspects\":[{\"workload\":{\"stage\":\"soon\"}}]}",
            "FACTS{\"version\":1,\"aspects\":[{\"resource_change\":{\"resources\":{\"Wings\":2}}}]}"
    })
    void whatThisVersionDoesNotKnowIsNoDecision(String text) {
        String line = text.replace("FACTS",
                "{\"time\":\"2026-01-01T00:00:00.000Z\",\"decision\":\"deny\",\"facts\":");
        String whole = line.equals(text) ? line : line + "}";
        assertThrows(UnreadableException.class, () -> RecordedDecision.parse(whole));
    }
}
