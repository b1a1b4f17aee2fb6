package dev.sallyport.opa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.RealOpa;
import dev.sallyport.e2e.Shell;
import dev.sallyport.http.BoundedHttp;
import dev.sallyport.http.BoundedHttp.Bounds;
import dev.sallyport.http.Peer;
import dev.sallyport.http.PemTls;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real OPA by itself: what it makes of our documents, and we of its answers. */
@Timeout(120)
final class OpaServerIT {

    private static final Path CERTIFICATES = Path.of("src/test/resources/opa");

    @TempDir
    private Path directory;

    private static OpaClient client(RealOpa opa, Optional<Path> token) {
        return new OpaClient("real", token, true,
                new BoundedHttp(new Peer.Unix(opa.socket()), new Bounds(Duration.ofSeconds(10), 4, 1 << 20)));
    }

    private static Optional<String> problem(RealOpa opa, String path) {
        try (OpaClient client = client(opa, Optional.empty())) {
            return new HealthCheck(client, path).problem();
        }
    }

    private String policy(String rego) throws IOException {
        return Files.writeString(directory.resolve("policy.rego"), rego).toString();
    }

    private static void succeeds(String... arguments) {
        Shell.Result result = RealOpa.run(arguments);
        assertTrue(result.succeeded(), result::toString);
    }

    @Test
    void policyThatComesAlongPassesItsTests() {
        succeeds("test", "policies/rego");
        succeeds("check", "--strict", "--schema", "docs/opa-input.schema.json", "policies/rego/authz.rego");
        assertEquals("", RealOpa.run("fmt", "--diff", "policies/rego").output());
    }

    /** Whatever a docker CLI asks, the document is as its schema says. */
    @Test
    void documentsFollowTheSchema() throws Exception {
        List<Map<String, @Nullable Object>> documents = CorpusDocuments.all();
        assertTrue(documents.size() > 100, () -> "only " + documents.size());
        Path file = Files.write(directory.resolve("input.json"), Json.write(Map.of(
                "documents", documents, "schema",
                Json.read(Files.readAllBytes(Path.of("docs/opa-input.schema.json"))))));
        Shell.Result result = RealOpa.run("eval", "--input", file.toString(), "--format", "raw",
                "[errors | some document in input.documents; [ok, errors] := json.match_schema(document, "
                        + "input.schema); not ok]");
        assertEquals("[]", result.output().strip());
    }

    @Test
    void answersAreWhatTheyAreTakenFor() throws Exception {
        String rego = """
                package t
                yes := true
                no := false
                maybe if input.missing
                nothing := null
                number := 7
                reasons := {"allow": false, "deny": {"one", "two"}}
                conflict := x if x := input.list[_]
                broken := 1 / input.zero
                """;
        try (RealOpa opa = RealOpa.start("--set", "decision_logs.console=true", policy(rego));
                OpaClient client = client(opa, Optional.empty())) {
            assertTrue(decided(client, "t/yes").allowed());
            assertEquals(36, decided(client, "t/yes").decisionId().length());
            assertEquals(List.of(), decided(client, "t/no").reasons());
            assertEquals(List.of("one", "two"), decided(client, "t/reasons").reasons());
            assertEquals(OpaFailure.UNDEFINED, failure(client, "t/maybe"));
            assertEquals(OpaFailure.UNDEFINED, failure(client, "no/such"));
            assertEquals(OpaFailure.NULL, failure(client, "t/nothing"));
            assertEquals(OpaFailure.WRONG_TYPE, failure(client, "t/number"));
            assertEquals(OpaFailure.STATUS, failure(client, "t/conflict"));
            assertEquals(OpaFailure.STATUS, failure(client, "t/broken"));
            assertEquals(OpaFailure.REDIRECT, failure(client, "t/yes/"));
        }
    }

    private static OpaAnswer ask(OpaClient client, String path) {
        return client.ask(path, Map.of("list", List.of(1L, 2L), "zero", 0L));
    }

    private static OpaAnswer.Decided decided(OpaClient client, String path) {
        return (OpaAnswer.Decided) ask(client, path);
    }

    private static OpaFailure failure(OpaClient client, String path) {
        return ((OpaAnswer.Failed) ask(client, path)).failure();
    }

    @Test
    void checkAtTheStartSaysWhatIsWrong() throws Exception {
        try (RealOpa empty = RealOpa.start()) {
            assertEquals(Optional.of("OPA has no policy at all: no bundle is loaded, or none holds a policy"),
                    problem(empty, "docker/authz/allow"));
        }
        try (RealOpa opa = RealOpa.start("policies/rego/authz.rego")) {
            assertEquals(Optional.empty(), problem(opa, "docker/authz/allow"));
            assertEquals(Optional.empty(), problem(opa, "docker/authz/decision"));
            assertEquals(
                    Optional.of("OPA has no policy at docker/auth: opa.path is wrong, or another bundle is loaded"),
                    problem(opa, "docker/auth/allow"));
            assertTrue(problem(opa, "docker/authz/alow").orElseThrow().contains("has no value at docker/authz/alow"));
        }
        try (ServerSocket silent = new ServerSocket(0);
                RealOpa opa = RealOpa.start("--set", "services.s.url=http://127.0.0.1:" + silent.getLocalPort(),
                        "--set", "bundles.b.service=s")) {
            assertEquals(Optional.of("OPA's bundles or plugins are not active"), problem(opa, "docker/authz/allow"));
        }
    }

    @Test
    void tokenIsWantedAndTaken() throws Exception {
        String authorization = policy("""
                package system.authz
                default allow := false
                allow if input.identity == "s3cret"
                """);
        Path right = Files.writeString(directory.resolve("right"), "s3cret\n");
        Path wrong = Files.writeString(directory.resolve("wrong"), "secret");
        try (RealOpa opa = RealOpa.start("--authentication=token", "--authorization=basic", authorization,
                "policies/rego/authz.rego")) {
            assertEquals(Optional.of("OPA refuses the token, or wants one (status 401)"),
                    problem(opa, "docker/authz/allow"));
            for (Path token : List.of(right, wrong)) {
                try (OpaClient client = client(opa, Optional.of(token))) {
                    assertEquals(token == right, new HealthCheck(client, "docker/authz/allow").problem().isEmpty());
                }
            }
        }
    }

    @Test
    void certificatesAreCheckedByBothSides() throws Exception {
        int port = freePort();
        try (RealOpa opa = RealOpa.start("--addr", "https://127.0.0.1:" + port,
                "--tls-cert-file", CERTIFICATES.resolve("server.pem").toString(), "--tls-private-key-file",
                CERTIFICATES.resolve("server.key").toString(),
                "--tls-ca-cert-file", CERTIFICATES.resolve("ca.pem").toString(), "--authentication=tls",
                "policies/rego/authz.rego")) {
            PemTls.Identity identity =
                    new PemTls.Identity(CERTIFICATES.resolve("client.pem"), CERTIFICATES.resolve("client.key"));
            for (Optional<PemTls.Identity> shown : List.of(Optional.of(identity), Optional.<PemTls.Identity>empty())) {
                try (OpaClient client = new OpaClient("real", Optional.empty(), true, new BoundedHttp(
                        new Peer.Tls("127.0.0.1", port, PemTls.of(Optional.of(CERTIFICATES.resolve("ca.pem")), shown)),
                        new Bounds(Duration.ofSeconds(10), 4, 1 << 20)))) {
                    assertEquals(shown.isPresent(), new HealthCheck(client, "docker/authz/allow").problem().isEmpty());
                }
            }
            assertTrue(Files.exists(opa.socket()));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The distribution's own runtime must have all that TLS needs. */
    @Test
    void distributionSpeaksTls() throws Exception {
        int port = freePort();
        Path config = Files.writeString(directory.resolve("c.json"), """
                {"judges": ["opa"],
                 "opa": {"url": "https://127.0.0.1:%d",
                         "tls": {"ca": "%3$s/ca.pem", "certificate": "%3$s/client.pem", "key": "%3$s/client.key"}},
                 "docker": {"socket": "%2$s/none.sock"}}
                """.formatted(port, directory, CERTIFICATES.toAbsolutePath()));
        Path messages = Files.writeString(directory.resolve("messages"),
                "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/info\"}\n");
        try (RealOpa opa = RealOpa.start("--addr", "https://127.0.0.1:" + port,
                "--tls-cert-file", CERTIFICATES.resolve("server.pem").toString(), "--tls-private-key-file",
                CERTIFICATES.resolve("server.key").toString(),
                "--tls-ca-cert-file", CERTIFICATES.resolve("ca.pem").toString(), "--authentication=tls",
                "policies/rego/authz.rego")) {
            String program = Path.of(System.getProperty("sallyport.distribution", "target/sallyport"))
                    .resolve("bin/sallyport").toAbsolutePath().toString();
            Shell.Result result = Shell.run(Map.of(), directory, program, "check", "--config", config.toString(),
                    messages.toString());
            assertEquals("""
                    sallyport: warning: the built-in rules are off: OPA alone judges
                    %s:1: permit  SystemInfo  GET /info
                    sallyport: 1 message: 1 permit
                    """.formatted(messages), result.output());
            assertTrue(Files.exists(opa.socket()));
        }
    }

    @Test
    void documentIsUtf8() throws Exception {
        try (RealOpa opa = RealOpa.start(policy("package t\nsame := input.text == \"é\\u2028\\\"\""));
                OpaClient client = client(opa, Optional.empty())) {
            assertTrue(((OpaAnswer.Decided) client.ask("t/same", Map.of("text", "é\u2028\""))).allowed());
        }
    }
}
