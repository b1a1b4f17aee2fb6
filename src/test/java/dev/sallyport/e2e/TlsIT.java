package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.Engines.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** docs/tls.md, done as it says, but for paths, the port and the machine's name. */
@OnEachEngine
final class TlsIT {

    private static final Path PAGE = Path.of("docs/tls.md");

    @TempDir
    private static Path directory;

    private static int port;
    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        certificates("tls");
        certificates("others");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        docker = engines.start(engine, daemonOptions());
    }

    @Test
    void eachUserHasTheNameOfTheCertificate() throws IOException {
        for (String user : List.of("anna", "ben")) {
            Shell.Result listed = with("tls", user, "ps");
            assertTrue(listed.succeeded(), listed::toString);
            Shell.Result denied = with("tls", user, "run --privileged bb:1 true");
            assertTrue(denied.output().contains("denied by policy hardened"), denied::toString);
            JsonNode record = JsonMapper.shared().readTree(docker.audit().getLast());
            assertEquals(user, record.path("user").asString(""), record::toString);
            assertEquals("TLS", record.path("authentication").asString(""), record::toString);
        }
    }

    @Test
    void nobodyComesInWithoutACertificateOfTheAuthority() throws IOException {
        int before = docker.audit().size();
        Shell.Result stranger = with("others", "anna", "ps");
        assertFalse(stranger.succeeded(), stranger::toString);
        Shell.Result nobody = docker.sh("unset DOCKER_HOST; curl -sS -m 10 --cacert " + directory
                + "/tls/ca.pem https://127.0.0.1:" + port + "/containers/json");
        assertFalse(nobody.succeeded(), nobody::toString);
        Shell.Result plain = docker.sh("DOCKER_HOST=tcp://127.0.0.1:" + port + " docker ps");
        assertFalse(plain.succeeded(), plain::toString);
        assertEquals(before, docker.audit().size(), "the plugin is not even asked");
    }

    @Test
    void logNamesTheDockerdThatAnswers() {
        Pattern line = Pattern.compile("dockerd " + (engine.isOld() ? "20\\.10\\.24" : "2\\.0\\.0-beta\\.24")
                + "\\S* answers on " + docker.dockerSocket());
        GuardedEngine.await("the log to name dockerd", () -> line.matcher(log()).find());
    }

    private static String log() {
        try {
            return docker.sallyportLog();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- the page ---------------------------------------------------------------------------------------------------

    private static void certificates(String name) throws IOException {
        String script = block("```sh\n(.*?)```").replace("dir=/etc/docker/tls", "dir=" + directory.resolve(name));
        Shell.Result made = Shell.run(Map.of(), directory, "sh", "-eu", "-c", script);
        assertTrue(made.succeeded(), made::toString);
    }

    /** The page's daemon.json, as options: this dockerd has a daemon.json of its own. */
    private static List<String> daemonOptions() throws IOException {
        List<String> options = new ArrayList<>(List.of("-H", "tcp://127.0.0.1:" + port));
        JsonMapper.shared().readTree(block("```json\n(.*?)```")).properties().forEach(key -> {
            if (key.getKey().startsWith("tls")) {
                options.add("--" + key.getKey() + "="
                        + key.getValue().asString().replace("/etc/docker/tls", directory.resolve("tls").toString()));
            }
        });
        return options;
    }

    /** Makes the page's context for a user, and uses it. */
    private static Shell.Result with(String authority, String user, String command) throws IOException {
        String create = block("( {4}docker context create gate.*?\")\n")
                .replace("docker.example:2376", "127.0.0.1:" + port)
                .replace("$HOME/.docker/gate/ca.pem", directory + "/tls/ca.pem")
                .replace("$HOME/.docker/gate/anna", directory.resolve(authority) + "/" + user);
        return docker.sh("unset DOCKER_HOST; docker context rm -f gate > /dev/null 2>&1\n" + create
                + " > /dev/null && docker --context gate " + command);
    }

    private static String block(String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertTrue(found.find(), pattern);
        return found.group(1);
    }
}
