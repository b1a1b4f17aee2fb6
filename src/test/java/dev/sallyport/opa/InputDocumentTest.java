package dev.sallyport.opa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.facts.Facts;
import dev.sallyport.facts.HostFacts;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.Inspected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputDocumentTest {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json", "User-Agent", "curl");

    @TempDir
    private Path directory;

    private final FakeFacts facts = new FakeFacts();

    @BeforeEach
    void image() {
        facts.images.put("bb:1", Views.of(Map.of("Id", "sha256:1"), Inspected.Image.class));
    }

    private Map<String, @Nullable Object> document(Redaction redaction, AccessRequest request, Finding... found)
            throws CertificateException {
        Action action =
                new ContextHandler(Facts.of(facts, new HostFacts())).understand(new DecisionId("00ff"), request);
        assertEquals(List.of(), action.obstacles());
        return new InputDocument(redaction).of(action, action.call().orElseThrow(), List.of(found));
    }

    private Map<String, @Nullable Object> document(String method, String target, String body)
            throws CertificateException {
        return document(new Redaction(false), new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, method, target, JSON,
                body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8))));
    }

    private static @Nullable Object at(@Nullable Object document, String path) {
        Object value = document;
        for (String name : path.split("\\.")) {
            value = name.matches("[0-9]+")
                    ? ((List<?>) value).get(Integer.parseInt(name))
                    : ((Map<?, ?>) value).get(name);
        }
        return value;
    }

    @Test
    void createIsTheDocumentOfOpaDockerAuthz() throws Exception {
        String body = "{\"image\":\"bb:1\",\"hostconfig\":{\"PRIVILEGED\":true,\"binds\":[\"/etc/../:/host\"]},"
                + "\"Unknown\":1}";
        Map<String, @Nullable Object> document = document("POST", "/v1.41/containers/create?name=a%20b&name=c", body);
        document.remove("sallyport");
        assertEquals(
                """
                {"Headers":{"Content-Type":"application/json","User-Agent":"curl"},\
                "Path":"/v1.41/containers/create?name=a%20b&name=c",\
                "PathPlain":"/v1.41/containers/create",\
                "PathArr":["","v1.41","containers","create"],\
                "Query":{"name":["a b","c"]},\
                "Method":"POST","User":"","AuthMethod":"",\
                "Body":{"Image":"bb:1","HostConfig":{"Privileged":true,"Binds":["/etc/../:/host"]}},\
                "BindMounts":[{"Source":"/etc/../","ReadOnly":false,"Resolved":"/"}]}""",
                new String(Json.write(document), StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNotThereIsNull() throws Exception {
        Map<String, @Nullable Object> document = document("GET", "/containers/json", "");
        assertNull(document.get("Body"));
        assertNull(document.get("BindMounts"));
        assertTrue(document.containsKey("Body") && document.containsKey("BindMounts"));
        assertEquals(List.of("", "containers", "json"), document.get("PathArr"));
        assertEquals(Map.of(), document.get("Query"));
        assertNull(document("POST", "/containers/create",
                "{\"Image\":\"bb:1\",\"HostConfig\":{\"Binds\":[\"named:/data\"]}}").get("BindMounts"));
    }

    @Test
    void pathIsDecodedAsGoDoes() throws Exception {
        Map<String, @Nullable Object> document = document("GET", "/v1.41/%63ontainers/json?all=1", "");
        assertEquals("/v1.41/%63ontainers/json?all=1", document.get("Path"));
        assertEquals("/v1.41/containers/json", document.get("PathPlain"));
    }

    @Test
    void bindMountsComeFromBindsAndMountsInOrder() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc"));
        String body =
                "{\"Image\":\"bb:1\",\"HostConfig\":{\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/etc\","
                        + "\"Target\":\"/c\",\"ReadOnly\":true},"
                        + "{\"Type\":\"volume\",\"Source\":\"v\",\"Target\":\"/d\"},{\"Type\":\"bind\",\"Source\":\""
                        + directory + "/none\",\"Target\":\"/e\"}],"
                        + "\"Binds\":[\"" + link + "/../x:/z\",\"" + link + ":/a:ro,z\",\"v:/b\",\"/proc:/p:rw\"]}}";
        assertEquals(
                List.of(
                        // dockerd takes the dots away before it looks at the link.
                        Map.of("Source", link + "/../x", "ReadOnly", false, "Resolved", ""),
                        Map.of("Source", link.toString(), "ReadOnly", true, "Resolved", "/etc"),
                        Map.of("Source", "/proc", "ReadOnly", false, "Resolved", "/proc"),
                        Map.of("Source", "/etc", "ReadOnly", true, "Resolved", "/etc"),
                        Map.of("Source", directory + "/none", "ReadOnly", false, "Resolved", "")),
                document("POST", "/containers/create", body).get("BindMounts"));
    }

    @Test
    void everythingNewStandsUnderOneKey() throws Exception {
        String body =
                "{\"Image\":\"localhost:5000/a/b:1@sha256:00\",\"User\":\"1000:5\","
                        + "\"HostConfig\":{\"CapDrop\":[\"all\"],"
                        + "\"CapAdd\":[\"cap_net_raw\"],\"Memory\":5,\"Binds\":[\"/etc:/c\"],"
                        + "\"Mounts\":[{\"Type\":\"volume\",\"Source\":\"v\",\"Target\":\"/d\","
                        + "\"ReadOnly\":true,\"VolumeOptions\":{\"DriverConfig\":{\"Name\":\"local\","
                        + "\"Options\":{\"device\":\"/etc\",\"o\":\"bind\"}}}}]}}";
        Map<String, @Nullable Object> document = document(new Redaction(false),
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "POST",
                        "/v1.41/containers/create", JSON, Optional.of(body.getBytes(StandardCharsets.UTF_8))),
                Finding.denies("cap-add", "adds NET_RAW", "none"),
                Finding.denies("pids-limit", "too many", "").with(Force.NOTED));
        assertEquals("00ff", at(document, "sallyport.decisionId"));
        assertEquals("ContainerCreate", at(document, "sallyport.operation"));
        assertEquals("containers", at(document, "sallyport.group"));
        assertEquals("change", at(document, "sallyport.effect"));
        assertEquals("1.41", at(document, "sallyport.apiVersion"));
        assertEquals(List.of(), at(document, "sallyport.unknownFields"));
        assertEquals("create", at(document, "sallyport.workload.stage"));
        assertEquals(
                Map.of("reference", "localhost:5000/a/b:1@sha256:00", "repository", "localhost:5000/a/b", "tag", "1",
                        "digest", "sha256:00"),
                at(document, "sallyport.workload.image"));
        assertEquals(Map.of("text", "1000:5", "state", "known", "uid", 1000L, "why", ""),
                at(document, "sallyport.workload.user"));
        assertEquals(Map.of("add", List.of("NET_RAW"), "drop", List.of("ALL")),
                at(document, "sallyport.workload.capabilities"));
        assertEquals(
                Map.of("type", "bind", "source", "/etc", "resolved", "/etc", "target", "/c", "readOnly", false,
                        "origin", "binds", "volumes", List.of()),
                at(document, "sallyport.workload.mounts.0"));
        assertEquals(List.of(Map.of("driver", "local", "options", Map.of("device", "/etc", "o", "bind"))),
                at(document, "sallyport.workload.mounts.1.volumes"));
        assertEquals(5L, at(document, "sallyport.workload.hostConfig.Memory"));
        assertEquals(false, at(document, "sallyport.workload.hostConfig.Privileged"));
        assertNull(at(document, "sallyport.process"));
        assertNull(at(document, "sallyport.peer"));
        assertEquals(List.of(Map.of("rule", "cap-add", "found", "adds NET_RAW", "wanted", "none")),
                at(document, "sallyport.violations"));
    }

    @Test
    void bodyHasDockersNamesThroughout() throws Exception {
        Map<String, @Nullable Object> document = document("POST", "/v1.45/services/create",
                "{\"mode\":{\"replicated\":{\"replicas\":3}},"
                        + "\"tasktemplate\":{\"placement\":{\"preferences\":[{"
                        + "\"spread\":{\"spreaddescriptor\":\"x\"}}]}}}");
        assertEquals(3L, at(document, "Body.Mode.Replicated.Replicas"));
        assertEquals("x", at(document, "Body.TaskTemplate.Placement.Preferences.0.Spread.SpreadDescriptor"));
        document = document("POST", "/containers/create", "{\"Image\":\"bb:1\",\"HostConfig\":{\"NewPower\":true}}");
        assertEquals(List.of("HostConfig.NewPower"), at(document, "sallyport.unknownFields"));
    }

    @Test
    void startIsToldAsTheDaemonBuiltIt() throws Exception {
        byte[] inspected = """
                {"Id":"abc","Name":"/box","Config":{"User":"app","Image":"bb:1"},"HostConfig":{"Memory":7,\
                "CapDrop":["ALL"],"Binds":["/etc:/e"]},
                 "Mounts":[{"Type":"bind","Source":"/etc","Destination":"/e","RW":true}]}
                """.getBytes(StandardCharsets.UTF_8);
        facts.containers.put("box", GoJson.decode(inspected, Inspected.Container.class).view());
        Map<String, @Nullable Object> document = document(new Redaction(false),
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "POST", "/containers/box/start", Map.of(),
                        Optional.empty()));
        assertNull(document.get("Body"));
        assertEquals("start", at(document, "sallyport.workload.stage"));
        assertEquals("box", at(document, "sallyport.name"));
        assertEquals(7L, at(document, "sallyport.workload.hostConfig.Memory"));
        assertEquals("daemon", at(document, "sallyport.workload.mounts.0.origin"));
        assertEquals("unknown", at(document, "sallyport.workload.user.state"));
    }

    @Test
    void peerIsToldByItsCertificate() throws Exception {
        String pem = Files.readString(Path.of("src/test/resources/opa/client.pem"));
        Subject alice = new Subject("alice", "TLS", List.of(pem, "not looked at"));
        Map<String, @Nullable Object> document =
                document(new Redaction(false),
                        new AccessRequest(Instant.EPOCH, alice, "GET", "/info", Map.of(), Optional.empty()));
        assertEquals("alice", document.get("User"));
        assertEquals("TLS", document.get("AuthMethod"));
        assertEquals(
                Map.of("commonName", "alice",
                        "subjectAlternativeNames",
                        List.of("DNS:laptop.example.com", "email:alice@example.com", "URI:spiffe://example.com/alice",
                                "IP:10.0.0.1"),
                        "sha256", "fc7de38750a3e5b2bac3080f5a1e9e384cf0a6b0964c5d374205db2d2979f234"),
                at(document, "sallyport.peer"));
        Subject mallory = new Subject("alice", "TLS", List.of("no certificate"));
        assertThrows(CertificateException.class,
                () -> document(new Redaction(false),
                        new AccessRequest(Instant.EPOCH, mallory, "GET", "/info", Map.of(), Optional.empty())));
    }

    @Test
    void secretsAreKeptBackIfSo() throws Exception {
        redacted("POST", "/containers/create", "{\"Image\":\"bb:1\",\"Env\":[\"A=hunter2\",\"B\"]}",
                "\"Env\":[\"A=***\",\"B\"]");
        redacted("POST", "/v1.45/services/create",
                "{\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"bb:1\",\"Env\":[\"A=hunter2\"]}}}",
                "\"Env\":[\"A=***\"]");
        redacted("POST", "/plugins/p/set", "[\"A=hunter2\"]", "[\"A=***\"]");
        redacted("POST", "/secrets/create", "{\"Name\":\"s\",\"Data\":\"hunter2\"}", "\"Data\":\"***\"");
        redacted("POST", "/swarm/join", "{\"JoinToken\":\"hunter2\"}", "\"JoinToken\":\"***\"");
        redacted("POST", "/swarm/update?version=1", "{\"caconfig\":{\"SigningCAKey\":\"hunter2\"}}",
                "\"CAConfig\":{\"SigningCAKey\":\"***\"}");
        redacted("POST", "/volumes/create", "{\"DriverOpts\":{\"type\":\"cifs\",\"o\":\"addr=h,password=hunter2,rw\"}}",
                "addr=h,password=***,rw");
        redacted("POST", "/containers/create",
                "{\"Image\":\"bb:1\",\"HostConfig\":{\"LogConfig\":{\"Config\":{\"splunk-token\":\"hunter2\"}}}}",
                "\"splunk-token\":\"***\"");
        Map<String, @Nullable Object> shown = document(new Redaction(true),
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "POST", "/containers/create", JSON,
                        Optional.of("{\"Image\":\"bb:1\",\"HostConfig\":{\"Binds\":[\"/data/token=/../../etc:/x:rw\"]}}"
                                .getBytes(StandardCharsets.UTF_8))));
        assertEquals("/data/token=/../../etc:/x:rw", at(shown, "Body.HostConfig.Binds.0"),
                "a policy must see the paths that dockerd will");
        redacted("POST", "/swarm/unlock", "{\"UnlockKey\":\"hunter2\"}", "\"UnlockKey\":\"***\"");
        redacted("POST", "/build?buildargs=%7B%22A%22:%22hunter2%22%7D&t=x", "",
                "\"Query\":{\"buildargs\":[\"***\"],\"t\":[\"x\"]}");
        redacted("POST", "/build?buildargs=%7B%22A%22:%22hunter2%22%7D&t=x", "",
                "\"Path\":\"/build?buildargs=***&t=x\"");
    }

    private void redacted(String method, String target, String body, String shown) throws CertificateException {
        AccessRequest request =
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, method, target, body.isEmpty() ? Map.of() : JSON,
                        body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8)));
        String hidden = new String(Json.write(document(new Redaction(true), request)), StandardCharsets.UTF_8);
        assertFalse(hidden.contains("hunter2"), hidden);
        assertTrue(hidden.contains(shown), hidden);
        assertTrue(new String(Json.write(document(new Redaction(false), request)), StandardCharsets.UTF_8)
                .contains("hunter2"));
    }

    @Test
    void viewsAreWrittenAsTheyWereRead() throws IOException, UnreadableException {
        byte[] json = """
                {"Id":"a","Config":{"Image":"i","Env":["A=b"],"Healthcheck":{"Test":["NONE"]}},
                 "HostConfig":{"Memory":5,"PidsLimit":7,"UTSMode":"host","Mounts":[{"Type":"bind",\
                "BindOptions":{"Propagation":"rshared"}}],
                               "Tmpfs":{"/t":""},"MaskedPaths":[]}}
                """.getBytes(StandardCharsets.UTF_8);
        Inspected.Container container = GoJson.decode(json, Inspected.Container.class).view();
        byte[] written = Json.write(Views.fields(container));
        assertEquals(container, GoJson.decode(written, Inspected.Container.class).view());
        Object read = Json.read(written);
        assertEquals(7, at(read, "HostConfig.PidsLimit"));
        assertEquals("host", at(read, "HostConfig.UTSMode"));
        assertEquals("rshared", at(read, "HostConfig.Mounts.0.BindOptions.Propagation"));
        assertNull(at(read, "HostConfig.Init"));
    }
}
