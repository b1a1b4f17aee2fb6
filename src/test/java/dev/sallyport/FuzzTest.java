package dev.sallyport;

import static org.junit.jupiter.api.Assertions.fail;

import dev.sallyport.action.ContextHandler;
import dev.sallyport.action.FakeFacts;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.RequestTarget;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.ServiceSpec;
import dev.sallyport.plugin.PluginMessage;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.rules.HostFiles;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every parser on mutated inputs: nothing but its own error escapes, and it ends. A failure prints its input in base64 and the
 * seed; more with {@code -Dfuzz.iterations=N -Dfuzz.seed=S}.
 */
@Timeout(600)
final class FuzzTest {

    private static final int ITERATIONS = Integer.getInteger("fuzz.iterations", 20_000);
    private static final long SEED = Long.getLong("fuzz.seed", 42);
    private static final String TOKENS = "{}[]\":,\\u017f%#?/.&;=@-+0019null true false\u212a\ud83d\n\t ~^*'|>!";

    private interface Parser {
        void parse(byte[] input) throws Exception;
    }

    @TempDir
    private Path directory;

    @Test
    void target() {
        fuzz(List.of("/v1.45/containers/create?name=a&x=%20+b", "http://h:1/v1.45/images/a/b/json?x#y", "/containers/%63reate"),
                input -> RequestTarget.parse(text(input)), UnreadableException.class);
    }

    @Test
    void pluginMessage() {
        fuzz(List.of("{\"User\":\"a\",\"RequestMethod\":\"POST\",\"RequestUri\":\"/x\",\"RequestBody\":\"aGVsbG8=\","
                        + "\"RequestHeaders\":{\"Content-Type\":\"application/json\"},\"RequestPeerCertificates\":[\"YQ==\"]}"),
                PluginMessage::parse, PluginMessage.MalformedException.class);
    }

    @Test
    void createBody() {
        fuzz(List.of("{\"Image\":\"a\",\"Cmd\":\"x\",\"Env\":[\"A=b\"],\"Labels\":{\"a\":\"b\"},\"HostConfig\":{\"Memory\":123,\"Binds\":[\"/a:/b:ro\"],"
                        + "\"Mounts\":[{\"Type\":\"bind\",\"BindOptions\":{\"NonRecursive\":true}}],\"MaskedPaths\":[],\"PidsLimit\":null}}"),
                input -> GoJson.decode(input, ContainerConfig.Create.class), UnreadableException.class);
    }

    @Test
    void serviceBody() {
        fuzz(List.of("{\"Name\":\"a\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"a\",\"Privileges\":{\"Seccomp\":{\"Mode\":\"unconfined\"}},"
                        + "\"Mounts\":[{\"Type\":\"volume\"}]},\"Resources\":{\"Limits\":{\"MemoryBytes\":1}}},\"Mode\":{\"Replicated\":{\"Replicas\":1}}}"),
                input -> GoJson.decode(input, ServiceSpec.class), UnreadableException.class);
    }

    /** From message to aspects: whatever arrives is understood or refused. */
    @Test
    void wholeRequest() {
        ContextHandler contextHandler = new ContextHandler(new FakeFacts());
        fuzz(List.of("/v1.45/containers/create\n{\"Image\":\"a\",\"User\":\"1:2\",\"Volumes\":{\"/x\":{}},\"HostConfig\":{\"Binds\":[\"a:/b\",\"/c\",\"/d:/e:ro,z\"],"
                        + "\"VolumesFrom\":[\"x:ro\"],\"SecurityOpt\":[\"label:disable\"],\"LogConfig\":{\"Config\":{\"a\":\"unix:///x\"}}}}",
                "/volumes/create\n{\"Name\":\"a\",\"DriverOpts\":{\"type\":\"none\",\"o\":\"bind,ro\",\"device\":\"/etc\"}}",
                "/services/create\n{\"TaskTemplate\":{\"ContainerSpec\":{\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/a\"}]},\"Networks\":[{\"Target\":\"host\"}]}}",
                "/containers/a/update\n{\"Memory\":1,\"MemorySwap\":-1}"), input -> {
            String[] parts = text(input).split("\n", 2);
            Optional<byte[]> body = parts.length < 2 ? Optional.empty() : Optional.of(parts[1].getBytes(StandardCharsets.UTF_8));
            Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
            contextHandler.understand(DecisionId.next(), new AccessRequest(Subject.ANONYMOUS, "POST", parts[0], headers, body));
        }, UnreadableException.class);
    }

    @Test
    void policy() {
        PolicyLoader loader = new PolicyLoader(new Surroundings(HostFiles.real(), List.of()));
        fuzz(List.of("name: a\nrules:\n  cap-drop: {required: [ALL]}\n  memory-limit:\n    max: 64m\n  host-paths: {allowed: [/srv/**]}\n"),
                input -> loader.load(SettingsFile.of("p", input)), InvalidSettingException.class);
    }

    @Test
    void configuration() throws IOException {
        Path file = directory.resolve("c.json");
        fuzz(List.of("{\"socket\": {\"path\": \"/s\", \"mode\": \"0600\"}, \"engines\": [\"rules\"], \"audit\": {\"maxBytes\": \"64m\", \"keep\": 1}}"),
                input -> ConfigurationLoader.load(Files.write(file, input)), InvalidSettingException.class);
    }

    private static void fuzz(List<String> seeds, Parser parser, Class<? extends Exception> own) {
        Random random = new Random(SEED);
        for (int n = 0; n < ITERATIONS; n++) {
            byte[] input = mutated(seeds.get(random.nextInt(seeds.size())).getBytes(StandardCharsets.UTF_8), random);
            try {
                parser.parse(input);
            } catch (Exception | StackOverflowError e) {
                if (!own.isInstance(e)) {
                    fail("iteration " + n + " of seed " + SEED + ", input " + Base64.getEncoder().encodeToString(input), e);
                }
            }
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] input = seed.clone();
        byte[] tokens = TOKENS.getBytes(StandardCharsets.UTF_8);
        for (int edits = random.nextInt(6); edits >= 0; edits--) {
            int at = input.length == 0 ? 0 : random.nextInt(input.length);
            int length = input.length == 0 ? 0 : random.nextInt(Math.min(20, input.length - at) + 1);
            byte[] insert = switch (random.nextInt(5)) {
                case 0 -> new byte[] {(byte) random.nextInt(256)};
                case 1 -> new byte[] {tokens[random.nextInt(tokens.length)]};
                case 2 -> Arrays.copyOfRange(input, at, at + length);
                case 3 -> new byte[0];
                default -> String.valueOf(random.nextLong()).getBytes(StandardCharsets.US_ASCII);
            };
            int cut = random.nextBoolean() ? length : 0;
            byte[] next = new byte[input.length - cut + insert.length];
            System.arraycopy(input, 0, next, 0, at);
            System.arraycopy(insert, 0, next, at, insert.length);
            System.arraycopy(input, at + cut, next, at + insert.length, input.length - at - cut);
            input = next;
        }
        return input;
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
