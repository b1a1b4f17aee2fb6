package dev.sallyport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {

    private static final String PING = "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/_ping\"}\n";
    private static final String SWARM =
            "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/v1.45/swarm/init\",\"RequestBody\":\"e30=\"}\n";

    private static final String EXEC =
            "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/exec/e/start\",\"RequestBody\":\"e30=\","
                    + "\"RequestHeaders\":{\"Content-Type\":\"application/json\"}}\n";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void wrongUsageIsAnErrorWithAHint() {
        assertEquals(2, SallyportCommand.run("serv"));
        assertTrue(err().startsWith("sallyport: error: "), err());
        assertTrue(err().contains("sallyport: hint: try `sallyport --help`"), err());
        assertEquals(2, SallyportCommand.run(new String[0]));
        assertEquals(2, SallyportCommand.run("serve"));
        assertTrue(err().contains("sallyport: error: missing required option: '--config=FILE'"), err());
    }

    @Test
    void helpNamesTheCommands() {
        assertEquals(0, SallyportCommand.run("--help"));
        for (String command : new String[] {
                "serve", "check", "record", "policy", "config", "audit", "operations", "version"
        }) {
            assertTrue(out().contains(command), out());
        }
    }

    @Test
    void versionIsAnOptionToo() {
        assertEquals(0, SallyportCommand.run("version"));
        String versions = out();
        out.reset();
        assertEquals(0, SallyportCommand.run("--version"));
        assertTrue(versions.startsWith("sallyport ") && versions.contains(", Java "), versions);
        assertEquals(versions, out());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "serve", "check", "record", "policy", "policy validate", "policy schema", "policy rules", "config",
            "config validate", "config schema", "config reference",
            "audit", "audit schema", "audit reference", "operations", "version"
    })
    void helpOfEveryCommandShowsAnExampleOnOneLine(String command) {
        String[] arguments = (command + " --help").strip().split(" ");
        assertEquals(0, SallyportCommand.run(arguments));
        String example = out().substring(out().indexOf("Example"));
        assertTrue(example.lines().skip(1).allMatch(line -> line.startsWith("  sallyport ")), out());
        assertTrue(example.contains("  sallyport " + command), out());
    }

    @Test
    void policyThatNobodyWouldJudgeByIsRefused() throws IOException {
        String config = file("c.json", "{\"judges\": [\"opa\"]}");
        assertEquals(2, SallyportCommand.run("check", "--config", config, "--policy",
                file("p.yaml", "name: a\nrules: {}\n"), file("permit", PING)));
        assertEquals(
                "sallyport: error: a policy is given, but `judges` does not name `rules`: nothing would be judged by "
                        + "it\n",
                err());
    }

    @Test
    void checkSaysWhatFailedOpen() throws IOException {
        String config = file("c.json",
                "{\"judges\": [\"rules\", \"opa\"], \"opa\": {\"url\": \"unix:///nowhere\", \"onError\": \"allow\"}}");
        assertEquals(0, SallyportCommand.run("check", "--config", config, file("permit", PING)));
        assertTrue(err().contains("warning: opa.onError is `allow`"), err());
        assertTrue(
                out().startsWith(directory
                        + "/permit:1: permit  SystemPing  GET /_ping\n"
                        + "        failed open: opa-unreachable: no connection to OPA"),
                out());
    }

    @Test
    void checkPermitsDeniesAndFailsByExitCode() throws IOException {
        assertEquals(0, SallyportCommand.run("check", file("permit", PING)));
        assertEquals(directory + "/permit:1: permit  SystemPing  GET /_ping\n", out());
        assertEquals("sallyport: 1 message: 1 permit\n", err());
        out.reset();
        assertEquals(1, SallyportCommand.run("check", file("deny", PING + SWARM)));
        assertTrue(err().contains("sallyport: 2 messages: 1 permit, 1 deny\n"), err());
        assertTrue(
                out().contains(
                        "/deny:2: deny    SwarmInit  POST /v1.45/swarm/init\n"
                                + "        operations: SwarmInit is not allowed"),
                out());
        assertEquals(2, SallyportCommand.run("check", file("bad", PING + "{}\n")));
        assertTrue(err().contains("bad:2: the plugin message has no RequestMethod"), err());
        assertEquals(2, SallyportCommand.run("check", directory.resolve("none").toString()));
        assertTrue(err().contains("none: no such file or directory"), err());
        assertEquals(2, SallyportCommand.run("check", file("empty", "\n\n")));
        assertTrue(err().contains("/empty: no messages"), err());
    }

    @Test
    void checkTellsWhatIsNotKnownFromWhatIsDenied() throws IOException {
        assertEquals(4, SallyportCommand.run("check", file("unknown", EXEC)));
        assertEquals(directory + "/unknown:1: unknown ExecStart  POST /exec/e/start\n"
                + "        failed: docker: the exec e could not be looked up: no dockerd to ask; name one with "
                + "--docker SOCKET\n", out());
        out.reset();
        assertEquals(4, SallyportCommand.run("check", file("all", EXEC + SWARM + PING)));
        assertTrue(out().lines().anyMatch(line -> line.contains("/all:2: deny    SwarmInit")), out());
        assertTrue(err().endsWith("3 messages: 1 permit, 1 deny, 1 unknown\n"), err());
        out.reset();
        assertEquals(3, SallyportCommand.run("check", "--docker", "/nowhere", file("failed", EXEC)));
        assertTrue(out().startsWith(directory + "/failed:1: failed  ExecStart"), out());
        out.reset();
        SallyportCommand.run("check", "--json", file("unknown", EXEC));
        assertEquals("""
                {"message":"%s/unknown:1","decision":"unknown","operation":"ExecStart","method":"POST",\
                "target":"/exec/e/start","container":"e","failures":[{"rule":"docker",\
                "found":"the exec e could not be looked up: no dockerd to ask; name one with --docker SOCKET",\
                "wanted":"","fix":""}]}
                """.formatted(directory), out());
    }

    @Test
    void checkPrintsJsonWithTheNamesOfTheAuditLog() throws IOException {
        String policy = file("p.yaml", "name: team\nrules: {operations: {allow: [reads]}}");
        String create = "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/v1.45/containers/web/kill\"}\n";
        assertEquals(1, SallyportCommand.run("check", "--json", "--policy", policy, file("deny", create)));
        assertTrue(out().startsWith("{\"message\":\"" + directory + "/deny:1\",\"decision\":\"deny\","
                + "\"operation\":\"ContainerKill\",\"method\":\"POST\",\"target\":\"/v1.45/containers/web/kill\","
                + "\"container\":\"web\",\"violations\":[{\"rule\":\"operations\","), out());
        assertTrue(out().contains("\"decided_by\":[{\"policy\":\"team\",\"sha256\":\""), out());
    }

    @Test
    void checkTakesAPolicy() throws IOException {
        String policy = file("p.yaml", "rules: {operations: {allow: [swarm]}}");
        assertEquals(0, SallyportCommand.run("check", "--policy", policy, file("m", SWARM)));
    }

    @Test
    void validateTellsEveryFile() throws IOException {
        String good = file("good.yaml", "rules: {privileged: {}}");
        String bad = file("bad.yaml", "rules: {privilegd: {}}");
        assertEquals(2, SallyportCommand.run("policy", "validate", bad, good));
        assertEquals(good + ": valid, 1 rule on\n", out());
        assertTrue(err().startsWith("sallyport: error: " + bad
                + ":1:9: unknown rule `privilegd`\nsallyport: hint: did you mean `privileged`?\n"), err());
    }

    @Test
    void validateNotesWhatIsOffThoughTheDefaultHasItOn() throws IOException {
        String policy = file("p.yaml", "rules: {privileged: {}, image-digest: {}}");
        assertEquals(0, SallyportCommand.run("policy", "validate", policy));
        assertTrue(err().startsWith("sallyport: note: " + policy
                + ": off, though `hardened` has them on: operations, self-protection, unknown-fields, cap-drop, "),
                err());
        assertFalse(err().contains("image-digest") || err().contains("privileged"), err());
        err.reset();
        assertEquals(0, SallyportCommand.run("policy", "validate", "policies/hardened.yaml"));
        assertEquals("", err());
    }

    @Test
    void validateTellsEveryMistakeOfAFileWithItsHint() throws IOException {
        String bad = file("bad.yaml", "rules:\n  privilegd: {}\n  memory-limit: {max: lots}\n");
        assertEquals(2, SallyportCommand.run("policy", "validate", bad));
        assertEquals("sallyport: error: " + bad
                + ":2:3: unknown rule `privilegd`\nsallyport: hint: did you mean `privileged`?\n"
                + "sallyport: error: " + bad + ":3:23: `max` must be a size such as 67108864 or 64m\n", err());
    }

    @Test
    void configurationIsCheckedWithAllThatItNames() throws IOException {
        String policy = file("p.yaml", "name: team\nrules: {privileged: {}}");
        String good = file("c.json", "{\"policy\": \"p.yaml\", \"socket\": {\"path\": \"s.sock\"}, "
                + "\"audit\": {\"file\": \"new/audit.jsonl\"}, \"docker\": {\"socket\": \"none\"}}");
        assertEquals(0, SallyportCommand.run("config", "validate", good));
        assertEquals(good + ": valid, judges by team\n", out());
        assertTrue(err().contains("warning: docker.socket: no dockerd answers on `" + directory.resolve("none")
                + "` now (no such file or directory)"), err());
        Files.writeString(Path.of(policy), "rules: {privilegd: {}}");
        assertEquals(2, SallyportCommand.run("config", "validate", good));
        assertTrue(err().contains("p.yaml:1:9: unknown rule `privilegd`"), err());
        err.reset();
        String bad = file("bad.json", "{\"socket\": {\"path\": \"p.yaml/s\"}, \"audit\": {\"file\": \"p.yaml/a\"}}");
        assertEquals(2, SallyportCommand.run("config", "validate", bad));
        assertTrue(err().contains("error: socket.path: `" + policy + "/s` cannot be made: " + policy
                + " is not a directory"), err());
        assertTrue(err().contains("error: audit.file: "), err());
        assertTrue(err().contains("does not end with .sock"), err());
        assertFalse(Files.exists(directory.resolve("new")));
    }

    @Test
    void serveDoesNotStartWithABrokenConfiguration() throws IOException {
        assertEquals(2, SallyportCommand.run("serve", "--config", file("c.json", "{\"audti\": {}}")));
        assertTrue(err().contains("c.json:1:2: unknown key `audti`"), err());
        assertTrue(err().contains("sallyport: hint: did you mean `audit`?"), err());
    }

    @Test
    void serveSaysTheSameHoweverItsOptionsAreWritten() {
        for (String[] arguments : new String[][] {{"serve", "--config", "none"}, {"serve", "--config=none"}}) {
            err.reset();
            assertEquals(2, SallyportCommand.run(arguments));
            assertTrue(err().contains("none"), err());
        }
        for (String[] wrong : new String[][] {
                {"serve", "--config"}, {"serve", "--config", "a", "--config", "b"}, {"serve", "--confg", "a"},
                {"serve", "--config", "a", "b"},
                {"serve", "--socket", "a"}, {"serve", "--config", "--socket"}
        }) {
            err.reset();
            assertEquals(2, SallyportCommand.run(wrong));
            assertTrue(err().contains("hint: try `sallyport serve --help`"), err());
        }
        assertEquals(0, SallyportCommand.run("serve", "--help"));
        assertTrue(out().contains("--config"), out());
    }
}
