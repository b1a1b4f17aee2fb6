package dev.sallyport;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionIds;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a real docker CLI sent to a real dockerd in 112 scenarios (docker-cli.jsonl). */
public final class Corpus {

    private static final Pattern EXEC_ID = Pattern.compile("/exec/([0-9a-f]{64})/");
    private static final Pattern CONTAINER_ID = Pattern.compile("/containers/([0-9a-f]{64})/");

    private static final DecisionIds IDS = new DecisionIds();

    private Corpus() {}

    /** @param recording the line of the file */
    public record Scenario(String name, List<AccessRequest> requests, String recording) {

        /**
         * Understands each request in turn, until one is denied that the others rest on: then the command line gives
         * up.
         *
         * @param permits judges an action; what is permitted exists afterwards, under the id that the recording goes on
         *     with
         */
        public void replay(Predicate<Action> permits) throws UnreadableException {
            FakeFacts facts = facts();
            ContextHandler contextHandler = new ContextHandler(facts);
            for (AccessRequest request : requests) {
                Action action = contextHandler.understand(IDS.get(), request);
                boolean permitted = permits.test(action);
                switch (action.call().orElseThrow().operation()) {
                    case CONTAINER_CREATE, CONTAINER_EXEC -> {
                        if (!permitted) {
                            return;
                        }
                        remember(action, facts);
                    }
                    default -> { }
                }
            }
        }

        private void remember(Action action, FakeFacts facts) throws UnreadableException {
            if (action.call().orElseThrow().operation() == Operation.CONTAINER_EXEC) {
                Matcher exec = EXEC_ID.matcher(recording);
                if (exec.find()) {
                    facts.execs.put(exec.group(1),
                            new Inspected.Exec(action.container().orElseThrow().id(), Optional.empty()));
                }
                return;
            }
            ContainerConfig.Create create =
                    GoJson.decode(action.request().body().orElseThrow(), ContainerConfig.Create.class).view();
            HostConfig host = create.hostConfig().orElseThrow();
            Matcher id = CONTAINER_ID.matcher(recording);
            String container = id.find() ? id.group(1) : "base";
            facts.containers.put(container, new Inspected.Container(container, "/created", "sha256:1",
                    new Inspected.State(false), host, List.of(), create.config(),
                    new Inspected.NetworkSettings(Map.of())));
        }
    }

    public static List<Scenario> load() throws IOException, InvalidSettingException {
        List<Scenario> scenarios = new ArrayList<>();
        try (InputStream in = Corpus.class.getResourceAsStream("/docker-cli.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                Setting.Group scenario = new SettingsFile("corpus", line).json().group("scenario");
                List<AccessRequest> requests = new ArrayList<>();
                for (Setting message : ((Setting.Items) scenario.find("requests").orElseThrow()).items()) {
                    requests.add(request(message.group("message")));
                }
                scenarios.add(new Scenario(scenario.find("scenario").orElseThrow().text("scenario"), requests, line));
            }
        }
        return scenarios;
    }

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
        facts.containers.put("base", Views.of(Map.of("Id", "1", "Name", "/base"), Inspected.Container.class));
        return facts;
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
                Instant.EPOCH, Subject.ANONYMOUS, message.find("RequestMethod").orElseThrow().text("RequestMethod"),
                message.find("RequestUri").orElseThrow().text("RequestUri"), headers, body);
    }
}
