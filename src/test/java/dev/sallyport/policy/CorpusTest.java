package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.action.FakeFacts;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Decision;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Subject;
import dev.sallyport.decision.Violation;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.rules.HostFiles;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a real docker CLI sent in 112 scenarios, judged by the hardened policy. The expected answers are in
 * docker-cli-expected.txt: {@code scenario: permit}, or the rules that deny, in the order found. After a change that means to
 * change them, {@code mvn test -Dtest=CorpusTest -Dcorpus.update=true} writes them anew: read the difference.
 */
final class CorpusTest {

    private static final Pattern CONTAINER_ID = Pattern.compile("/containers/([0-9a-f]{64})/");

    private static final Path EXPECTED = Path.of("src/test/resources/docker-cli-expected.txt");

    /** A dockerd with the images that the scenarios use, and a container that was there before. */
    private static FakeFacts facts() throws UnreadableException {
        FakeFacts facts = new FakeFacts();
        Inspected.Image rootImage = Views.of(Map.of("Id", "sha256:1"), Inspected.Image.class);
        for (String image : List.of("bb:1", "committed:1")) {
            facts.images.put(image, rootImage);
        }
        byte[] compliant = """
                {"Id":"0609c018e27f944a70d0e2b0e7f41f28160b3e4bd10c37f3a069627150dd32bd","Name":"/rs",
                 "State":{"Running":true},"Config":{"User":"1000","Image":"bb:1"},
                 "HostConfig":{"CapDrop":["ALL"],"Memory":67108864,"NetworkMode":"none"}}
                """.getBytes(StandardCharsets.UTF_8);
        Inspected.Container container = GoJson.decode(compliant, Inspected.Container.class).view();
        for (String name : List.of("rs", "rs2", container.id())) {
            facts.containers.put(name, container);
        }
        return facts;
    }

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException, InvalidSettingException, UnreadableException {
        if (Boolean.getBoolean("corpus.update")) {
            Files.write(EXPECTED, judgeAll().entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList());
        }
        Map<String, String> expected = new HashMap<>();
        for (String line : Files.readAllLines(EXPECTED)) {
            expected.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
        }
        Map<String, String> judged = judgeAll();
        assertEquals(112, judged.size());
        assertEquals(expected.keySet(), judged.keySet());
        return judged.entrySet().stream().map(scenario -> DynamicTest.dynamicTest(
                scenario.getKey(), () -> assertEquals(expected.get(scenario.getKey()), scenario.getValue())));
    }

    private static Map<String, String> judgeAll() throws IOException, InvalidSettingException, UnreadableException {
        Policy policy = new PolicyLoader(new Surroundings(HostFiles.real(), List.of()))
                .load(SettingsFile.read(Path.of("policies/hardened.yaml")));
        RulesDecisionPoint rules = new RulesDecisionPoint(policy);
        Map<String, String> answers = new LinkedHashMap<>();
        try (InputStream in = CorpusTest.class.getResourceAsStream("/docker-cli.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                Setting.Group scenario = new SettingsFile("corpus", line).json().group("scenario");
                FakeFacts facts = facts();
                ContextHandler contextHandler = new ContextHandler(facts);
                Set<String> denying = new LinkedHashSet<>();
                for (Setting message : ((Setting.Items) scenario.find("requests").orElseThrow()).items()) {
                    Action action = contextHandler.understand(DecisionId.next(), request(message.group("message")));
                    List<Violation> violations = new ArrayList<>(action.obstacles());
                    if (rules.decide(action) instanceof Decision.Deny deny) {
                        violations.addAll(deny.violations());
                    }
                    violations.forEach(violation -> denying.add(violation.rule()));
                    if (violations.isEmpty()) {
                        remember(action, line, facts);
                    }
                }
                answers.put(
                        scenario.find("scenario").orElseThrow().text("scenario"), denying.isEmpty() ? "permit" : String.join(", ", denying));
            }
        }
        return answers;
    }

    /** What was permitted exists afterwards, under the id that the recording goes on with. */
    private static void remember(Action action, String recording, FakeFacts facts) throws UnreadableException {
        if (action.call().orElseThrow().operation().id().equals("ContainerCreate")) {
            ContainerConfig.Create create = GoJson.decode(action.request().body().orElseThrow(), ContainerConfig.Create.class).view();
            HostConfig host = create.hostConfig().orElseThrow();
            Matcher id = CONTAINER_ID.matcher(recording);
            String name = id.find() ? id.group(1) : "base";
            facts.containers.put(name, new Inspected.Container(name, "/created", "sha256:1", new Inspected.State("created", false), "",
                    host, List.of(), create.config(), new Inspected.NetworkSettings(Map.of())));
        }
    }

    private static AccessRequest request(Setting.Group message) throws InvalidSettingException {
        Map<String, String> headers = new HashMap<>();
        if (message.find("RequestHeaders").isPresent()) {
            Setting.Group given = message.find("RequestHeaders").get().group("RequestHeaders");
            for (Map.Entry<String, Setting.Group.Entry> header : given.entries().entrySet()) {
                headers.put(header.getKey(), header.getValue().value().text(header.getKey()));
            }
        }
        Optional<byte[]> body = message.find("RequestBody").isPresent()
                ? Optional.of(Base64.getDecoder().decode(message.find("RequestBody").get().text("RequestBody")))
                : Optional.empty();
        return new AccessRequest(
                Subject.ANONYMOUS, message.find("RequestMethod").orElseThrow().text("RequestMethod"),
                message.find("RequestUri").orElseThrow().text("RequestUri"), headers, body);
    }
}
