package dev.sallyport.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.settings.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {

    private static final String GOOD = "{\"authorization-plugins\": [\"sallyport\"], \"icc\": false}";
    private static final List<String> SAFE = List.of("name=userns");

    private String json = GOOD;
    private List<String> arguments = List.of("dockerd");
    private String version = "29.9.0";
    private List<String> asked = List.of("sallyport");
    private List<String> options = SAFE;
    private Optional<String> silence = Optional.empty();
    private List<String> members = List.of();
    private Host.Audit audit = new Host.Audit(Path.of("/a"), Optional.of("rw-------"), 1L << 40, true);
    private Host.Deciding deciding = new Host.Deciding("hardened", List.of(), Optional.empty());
    private String runtime = "runc";
    private String root = "/var/lib/docker";
    private boolean restores = true;

    @Test
    void ofAHostInOrderOnlyBuildKitIsSaid() throws Exception {
        assertEquals("buildkit WARNING", bad());
        json = GOOD.replace("}", ", \"builder\": {\"entitlements\": {\"network-host\": false}}}");
        assertEquals("buildkit NOTE", bad());
    }

    @Test
    void dockerdThatDoesNotAskIsCritical() throws Exception {
        asked = List.of();
        assertTrue(bad().contains("asked CRITICAL"), bad());
        asked = List.of("sallyport:latest", "other");
        assertTrue(bad().contains("plugins NOTE") && !bad().contains("asked"), bad());
        asked = List.of("sallyport");
        json = "{\"icc\": false}";
        assertTrue(bad().contains("asked WARNING"), bad());
        arguments = List.of("dockerd", "--authorization-plugin", "sallyport");
        assertFalse(bad().contains("asked"), bad());
        silence = Optional.of("connection refused");
        assertTrue(bad().contains("socket CRITICAL"), bad());
    }

    @Test
    void aDaemonJsonThatStopsDockerdIsCritical() throws Exception {
        json = "{\"authorization-plugin\": [\"sallyport\"], \"icc\": false}";
        assertTrue(bad().contains("daemon.json CRITICAL"), bad());
        json = "{\"authorization-plugins\": \"sallyport\", \"icc\": false}";
        assertTrue(bad().contains("daemon.json CRITICAL"), bad());
        json = GOOD;
        arguments = List.of("dockerd", "--authorization-plugin=sallyport");
        assertTrue(bad().contains("daemon.json CRITICAL"), bad());
    }

    @Test
    void tcpWithoutClientCertificatesStandsOpen() throws Exception {
        arguments = List.of("dockerd", "-H", "tcp://0.0.0.0:2375");
        assertTrue(bad().contains("listening CRITICAL"), bad());
        arguments = List.of("dockerd", "--host=tcp://127.0.0.1:2375");
        assertTrue(bad().contains("listening WARNING"), bad());
        arguments = List.of("dockerd", "-Htcp://0.0.0.0:2376", "--tlsverify");
        assertFalse(bad().contains("listening"), bad());
    }

    @Test
    void whatDebiansEngineHasIsTold() throws Exception {
        version = "20.10.24+dfsg1";
        String seen = bad();
        assertTrue(seen.contains("CVE-2024-41110 NOTE") && seen.contains("CVE-2026-34040 NOTE"), seen);
        assertTrue(seen.contains("CVE-2026-41567 WARNING") && seen.contains("CVE-2024-29018 WARNING"), seen);
        assertFalse(seen.contains("CVE-2025-54388") || seen.contains("buildkit"), seen);
        version = "26.1.5";
        assertFalse(bad().contains("CVE-2024-41110"), bad());
        version = "27.1.0";
        assertTrue(bad().contains("CVE-2024-41110"), bad());
        version = "2.0.0-beta.24";
        assertEquals("engine NOTE, buildkit WARNING", bad());
    }

    @Test
    void isolationAuditPolicyAndOpaAreLookedAt() throws Exception {
        json = "{\"authorization-plugins\": [\"sallyport\"]}";
        options = List.of();
        runtime = "other";
        root = "/data";
        restores = false;
        members = List.of("ann");
        audit = new Host.Audit(Path.of("/a"), Optional.of("rw-r--r--"), 1 << 20, true);
        deciding = new Host.Deciding("", List.of("p.yaml:1:1: wrong"), Optional.of("OPA is away"));
        assertEquals("buildkit WARNING, group NOTE, icc NOTE, live-restore NOTE, runtime NOTE, data-root NOTE,"
                + " userns NOTE, audit WARNING, disk CRITICAL, policy CRITICAL, opa CRITICAL", bad());
        options = List.of("name=rootless");
        assertTrue(bad().contains("rootless NOTE"), bad());
        assertEquals(Severity.CRITICAL, new Report(Doctor.examine(host())).severity());
        String printed = new Report(Doctor.examine(host())).json();
        assertTrue(printed.startsWith("{\"severity\":\"critical\",\"observations\":"), printed);
    }

    @Test
    void filesOfTheHostAreRead(@TempDir Path directory) throws Exception {
        Path groups = Files.writeString(directory.resolve("group"), "root:x:0:\ndocker:x:99:ann,bob\nx:x:1:eve\n");
        assertEquals(List.of("ann", "bob"), HostReader.members(groups, "docker"));
        Files.createDirectories(directory.resolve("12"));
        Files.writeString(directory.resolve("12/cmdline"), "/usr/bin/dockerd\0--config-file=/x.json\0");
        List<String> found = HostReader.arguments(directory, Path.of("/run/docker.sock"));
        assertEquals(List.of("/usr/bin/dockerd", "--config-file=/x.json"), found);
        assertTrue(DaemonSettings.read(directory.resolve("none"), found).mistake().isEmpty());
        assertEquals(Path.of("/x.json"), DaemonSettings.read(directory.resolve("none"), found).configFile());
        Path broken = Files.writeString(directory.resolve("daemon.json"), "{\"icc\": ");
        assertTrue(DaemonSettings.read(broken, List.of()).mistake().isPresent());
    }

    private String bad() throws Exception {
        return Doctor.examine(host()).stream().filter(each -> each.severity() != Severity.OK)
                .map(each -> each.check() + " " + each.severity()).collect(Collectors.joining(", "));
    }

    private Host host() throws Exception {
        Path file = Path.of("/etc/docker/daemon.json");
        Host.Engine engine = new Host.Engine(new Host.Version(version, "1.55"),
                new Host.Info(new Host.Plugins(asked), runtime, root, restores, options));
        return new Host("sallyport", Path.of("/run/docker/plugins/sallyport.sock"), silence, Optional.of(engine), "",
                DaemonSettings.of(new SettingsFile("daemon.json", json), file, arguments), members, audit, deciding);
    }
}
