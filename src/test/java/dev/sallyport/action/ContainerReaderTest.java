package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sallyport.action.Aspect.Chosen;
import dev.sallyport.action.RunUser.Identity;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.ContainerEntry;
import dev.sallyport.facts.FakeFacts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts of a container that the daemon has built: not what it filled in by itself; and who it runs as. */
final class ContainerReaderTest {

    private final FakeFacts facts = new FakeFacts();

    private Aspect.Workload workload(String method, String target, String json) throws UnreadableException {
        byte[] inspected = ("{\"Id\":\"1\",\"Name\":\"/box\"," + json + "}").getBytes(StandardCharsets.UTF_8);
        facts.containers.put("box", GoJson.decode(inspected, Inspected.Container.class).view());
        return workload(new ContextHandler(facts).understand(
                new DecisionId("00ff"),
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, method, target, Map.of(), Optional.empty())));
    }

    private Aspect.Workload created(String body) {
        Map<String, String> headers =
                Map.of("Content-Type", "application/json", "Content-Length", String.valueOf(body.length()));
        return workload(new ContextHandler(facts).understand(
                new DecisionId("00ff"),
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "POST", "/containers/create", headers,
                        Optional.of(body.getBytes(StandardCharsets.UTF_8)))));
    }

    private static Aspect.Workload workload(Action action) {
        assertEquals(List.of(), action.obstacles());
        return action.aspects().stream().filter(Aspect.Workload.class::isInstance).map(Aspect.Workload.class::cast)
                .findFirst().orElseThrow();
    }

    private Aspect.Workload started(String json) throws UnreadableException {
        return workload("POST", "/containers/box/start", json);
    }

    private Chosen chosen(String host) throws UnreadableException {
        return started("\"HostConfig\":{" + host + "}").chosen();
    }

    @Test
    void defaultLogDriverOfTheDaemonWasNotAskedFor() throws UnreadableException {
        facts.daemon = new Inspected.Info("fluentd", "/d", true, List.of("name=cgroupns"), "29.0.0");
        assertEquals("", chosen("\"LogConfig\":{\"Type\":\"fluentd\"}").logDriver());
        assertEquals("gelf", chosen("\"LogConfig\":{\"Type\":\"gelf\"}").logDriver());
        assertEquals("json-file", chosen("\"LogConfig\":{\"Type\":\"json-file\"}").logDriver());
    }

    @Test
    void defaultCgroupNamespaceOfTheDaemonWasNotAskedFor() throws UnreadableException {
        assertEquals("host", chosen("\"CgroupnsMode\":\"host\"").cgroupNamespace());
        facts.daemon = new Inspected.Info("json-file", "/d", true, List.of("name=seccomp,profile=builtin"), "29.0.0");
        assertEquals("", chosen("\"CgroupnsMode\":\"host\"").cgroupNamespace());
        assertEquals("private", chosen("\"CgroupnsMode\":\"private\"").cgroupNamespace());
    }

    @Test
    void swapIsUnlimitedByNobodysWishWhereTheKernelCannotLimitIt() throws UnreadableException {
        assertEquals(true, chosen("\"MemorySwap\":-1").unlimitedSwap());
        facts.daemon = new Inspected.Info("json-file", "/d", false, List.of("name=cgroupns"), "29.0.0");
        assertEquals(false, chosen("\"MemorySwap\":-1").unlimitedSwap());
    }

    /** dockerd itself opens them, as root. */
    @Test
    void filesThatLogOptionsAndDevicesNameAreFollowed() throws UnreadableException {
        Aspect.HostFiles files = started(
                "\"HostConfig\":{\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"a\":\"unix:///run/x.sock\","
                        + "\"b\":\"unixgram:///run/y.sock\",\"c\":\"/etc/z\",\"d\":\"tcp://host:1/etc\",\"e\":\"1m\"}},"
                        + "\"Devices\":[{\"PathOnHost\":\"/dev/../dev/sda\"}]}")
                .files();
        assertEquals(List.of("a /run/x.sock", "b /run/y.sock", "c /etc/z"),
                files.logOptions().stream().map(option -> option.name() + " " + option.path().path()).sorted()
                        .toList());
        assertEquals(List.of("/dev/sda"), files.devices().stream().map(HostPath::path).toList());
    }

    private Identity user(String json) throws UnreadableException {
        return started("\"Config\":{\"User\":\"app\"}" + json).user().identity();
    }

    @Test
    void nameCountsWhereOnlyRootCanChangeWhatItMeans() throws UnreadableException {
        facts.passwd("1", "app:x:1000:1000::/:/bin/sh\n");
        assertEquals(new Identity.Uid(1000), user(""));
        assertEquals(new Identity.Uid(1000), user(",\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"always\"}}"));
        facts.passwd("1", "app:x:0:0::/:/bin/sh\n");
        assertEquals(new Identity.Uid(0), user(""));
    }

    /** runc takes the first line of a name; which one that is, it and we must not see differently. */
    @ParameterizedTest
    @CsvSource({
        "app:x:1000:1000::/:/bin/sh,            Uid[uid=1000]", "app:x:0:0::/:/bin/sh,              Uid[uid=0]",
        "app:x:1000:1000|app:x:0:0,             Uid[uid=0]",    "root:x:0:0|app:x:1000:1000,        Uid[uid=1000]",
        "' app:x:1000:1000',                    Uid[uid=1000]", "apps:x:1000:1000,                  Unknown",
        "app:x:-1:0,                            Unknown",       "app:x:1000:1000|app:x:y:0,         Unknown",
        "app:x,                                 Unknown",       "'',                                Unknown",
        "app:x:1000:1000|\u00a0app:x:0:0,       Unknown",       "app:x:4294967296:0,                Unknown",
    })
    void nameMeansWhatThePasswdFileSays(String lines, String identity) throws UnreadableException {
        facts.passwd("1", lines.replace('|', '\n'));
        assertEquals(identity, user("").toString().replaceFirst("Unknown\\[.*", "Unknown"));
    }

    @Test
    void nameDoesNotCountWhereSoMuchIsMountedThatItCannotBeTold() throws UnreadableException {
        facts.passwd("1", "app:x:1000:1000::/:/bin/sh\n");
        assertEquals(new Identity.Uid(1000), user(mountedAt(32)));
        assertInstanceOf(Identity.Unknown.class, user(mountedAt(33)));
        assertInstanceOf(Identity.Unknown.class, user(",\"Mounts\":[{\"Type\":\"tmpfs\",\"Destination\":\"etc\"}]"));
    }

    private static String mountedAt(int places) {
        return ",\"Mounts\":[" + IntStream.range(0, places)
                .mapToObj(n -> "{\"Type\":\"tmpfs\",\"Destination\":\"/" + n + "\"}")
                .collect(Collectors.joining(",")) + "]";
    }

    @ParameterizedTest
    @CsvSource({
            "/,           DIRECTORY, 0,    0777", "/,           DIRECTORY, 1000, 0755",
            "/etc,        DIRECTORY, 0,    0775",
            "/etc,        DIRECTORY, 1000, 0755", "/etc,        LINK,      0,    0777",
            "/etc/passwd, FILE,      0,    0666",
            "/etc/passwd, FILE,      1000, 0644", "/etc/passwd, LINK,      0,    0777",
            "/etc/passwd, DIRECTORY, 0,    0755",
    })
    void nameDoesNotCountWhereOthersCanChangeWhatItMeans(String path, ContainerEntry.Type type, long uid, String mode)
            throws UnreadableException {
        facts.passwd("1", "app:x:1000:1000::/:/bin/sh\n");
        facts.entries.put("1:" + path, new ContainerEntry(type, uid, Integer.parseInt(mode, 8), new byte[0]));
        assertInstanceOf(Identity.Unknown.class, user(""));
    }

    @ParameterizedTest
    @CsvSource({"/etc, true", "/etc/passwd, true", "/etc/hosts, false", "/data, false", "/harmless, true",
            "/harmless/passwd, true", "/new/dir, false"})
    void nameDoesNotCountWhereAMountMayLieOverThePasswdFile(String target, boolean over) throws UnreadableException {
        facts.passwd("1", "app:x:1000:1000::/:/bin/sh\n");
        facts.entries.put("1:/data", new ContainerEntry(ContainerEntry.Type.DIRECTORY, 1000, 0777, new byte[0]));
        facts.entries.put("1:/harmless", new ContainerEntry(ContainerEntry.Type.LINK, 0, 0777, new byte[0]));
        Identity identity =
                user(",\"Mounts\":[{\"Type\":\"volume\",\"Name\":\"v\",\"Destination\":\"" + target + "\"}]");
        assertEquals(over, identity instanceof Identity.Unknown, identity::toString);
    }

    @Test
    void whereANameDoesNotCountItsNumbersAreToldSoThatTheyCanBeAskedFor() throws UnreadableException {
        facts.passwd("1", "app:x:999:998::/:/bin/sh\n");
        facts.entries.put("1:/run", new ContainerEntry(ContainerEntry.Type.LINK, 0, 0777, new byte[0]));
        String mounted = ",\"Mounts\":[{\"Type\":\"volume\",\"Name\":\"v\",\"Destination\":\"/run\"}]";
        assertEquals(new Identity.Unknown("in the container, /run is a link, and may lead to /etc",
                Optional.of("999:998")), user(mounted));
        facts.passwd("1", "app:x:0:0::/:/bin/sh\n");
        assertEquals(new Identity.Unknown("in the container, /run is a link, and may lead to /etc", Optional.empty()),
                user(mounted));
    }

    /** What is known then is said then, and not by a second denial. */
    @ParameterizedTest
    @CsvSource({"/etc, true", "/, true", "/etc/passwd, true", "/etc/app, false", "/data, false"})
    void mountOverThePasswdFileIsSeenWhenTheContainerIsCreated(String target, boolean over) throws UnreadableException {
        facts.images.put("a", GoJson.decode("{\"Config\":{\"User\":\"app\"}}".getBytes(StandardCharsets.UTF_8),
                Inspected.Image.class).view());
        for (String user : List.of("", "app")) {
            Identity identity = created("{\"Image\":\"a\",\"User\":\"" + user
                    + "\",\"HostConfig\":{\"Binds\":[\"v:" + target + ":ro\"]}}").user().identity();
            assertEquals(over ? new Identity.Unknown(target + " lies over /etc/passwd") : new Identity.AtStart(),
                    identity);
        }
    }

    /** What is in an archive is not seen; engine 20.10 follows a link in it to anywhere. */
    @Test
    void anyCopyMayChangeWhatANameMeans() throws UnreadableException {
        facts.passwd("1", "app:x:1000:1000::/:/bin/sh\n");
        assertInstanceOf(Identity.Unknown.class,
                workload("PUT", "/containers/box/archive?path=/tmp", "\"Config\":{\"User\":\"app\"}").user()
                        .identity());
        assertEquals(new Identity.Uid(1000),
                workload("PUT", "/containers/box/archive?path=/tmp", "\"Config\":{\"User\":\"1000\"}").user()
                        .identity());
    }
}
