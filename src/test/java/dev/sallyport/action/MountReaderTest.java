package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.action.Aspect.Workload;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.facts.Question;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is mounted, wherever it is said, and what can be written through it. */
final class MountReaderTest {

    private final FakeFacts facts = new FakeFacts();

    private void exists(String name, String json) throws UnreadableException {
        byte[] inspected = ("{\"Id\":\"1\",\"Name\":\"/" + name + "\"," + json + "}").getBytes(StandardCharsets.UTF_8);
        facts.containers.put(name, GoJson.decode(inspected, Inspected.Container.class).view());
    }

    private Action understood(String target, String body) {
        return new ContextHandler(facts).understand(new DecisionId("00ff"), new AccessRequest(
                Instant.EPOCH, Subject.ANONYMOUS, "POST", target,
                body.isEmpty() ? Map.of() : Map.of("Content-Type", "application/json"),
                body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8))));
    }

    /** What is wrong, and every mount. */
    private static String text(Action action) {
        Stream<String> mounts = action.aspects().stream()
                .filter(Workload.class::isInstance)
                .map(Workload.class::cast)
                .flatMap(workload -> workload.mounts().stream())
                .map(mount -> mount.describe() + (mount.access().readOnly() ? " ro" : " rw")
                        + (mount.access().filled() ? " filled" : "")
                        + (mount.access().propagation().live() ? " live" : ""));
        return Stream.concat(action.obstacles().stream().map(Finding::found), mounts).collect(Collectors.joining("; "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "Binds":["/srv:/x"]                     | bind /srv at /x rw
            "Binds":["/srv:/x:ro"]                  | bind /srv at /x ro
            "Binds":["/srv:/x:z,ro"]                | bind /srv at /x ro
            "Binds":["/srv:/x:RO"]                  | bind /srv at /x rw
            "Binds":["/srv:/x:ro:rw"]               | the bind `/srv:/x:ro:rw` is not of the form source:target[:mode]
            "Binds":["/srv:/x:ro,rslave"]           | bind /srv at /x ro live
            "Binds":["/srv:/x:ro,private"]          | bind /srv at /x ro
            "Mounts":[{"Type":"bind","Source":"/srv","Target":"/x","ReadOnly":true,\
            "BindOptions":{"Propagation":"rshared"}}] | bind /srv at /x ro live
            "Binds":["v:/x:ro"]                     | volume v at /x ro filled
            "Binds":["v:/x:ro,nocopy"]              | volume v at /x ro
            "Binds":["/x"]                          | anonymous volume at /x rw
            "Binds":[":/x"]                         | the bind `:/x` is not of the form source:target[:mode]
            "Mounts":[{"Type":"bind","Source":"/srv","Target":"/x","ReadOnly":true}] | bind /srv at /x ro
            "Mounts":[{"Type":"bind","Source":"/srv","Target":"/x","ReadOnly":true,\
            "BindOptions":{"ReadOnlyNonRecursive":true}}] | bind /srv at /x rw
            "Mounts":[{"Type":"volume","Source":"v","Target":"/x","ReadOnly":true}]  | volume v at /x ro filled
            "Mounts":[{"Type":"volume","Source":"v","Target":"/x","VolumeOptions":{"NoCopy":true}}] | volume v at /x rw
            "Mounts":[{"Type":"Bind","Source":"/","Target":"/x","ReadOnly":true}]    | mount of an unknown type at /x ro
            "Mounts":[{"Type":"tmpfs","Target":"/x","TmpfsOptions":{"Options":[["remount"]]}}] | \
                a tmpfs has the option `remount`
            "Tmpfs":{"/x":"ro"}                     | tmpfs at /x rw
            """)
    void mountsOfARequest(String host, String mounts) {
        assertEquals(mounts, text(
                understood("/containers/create", "{\"Image\":\"a\",\"User\":\"1\",\"HostConfig\":{" + host + "}}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            other         | bind /etc at /x (from --volumes-from) rw; volume v at /y (from --volumes-from) ro
            other:        | bind /etc at /x (from --volumes-from) rw; volume v at /y (from --volumes-from) ro
            other:rw      | bind /etc at /x (from --volumes-from) rw; volume v at /y (from --volumes-from) ro
            other:ro      | bind /etc at /x (from --volumes-from) ro; volume v at /y (from --volumes-from) ro
            other:z,ro    | bind /etc at /x (from --volumes-from) ro; volume v at /y (from --volumes-from) ro
            other:RO      | the mode of --volumes-from `other:RO` is none of ro, rw, z, Z
            other:ro:rw   | the mode of --volumes-from `other:ro:rw` is none of ro, rw, z, Z
            nobody        | No such container: nobody
            """)
    void mountsOfAnotherContainer(String from, String mounts) throws UnreadableException {
        exists("other", """
                "Mounts":[{"Type":"bind","Source":"/etc","Destination":"/x","RW":true},
                          {"Type":"volume","Name":"v","Destination":"/y","RW":false}]
                """);
        assertEquals(mounts, text(understood(
                "/containers/create",
                "{\"Image\":\"a\",\"User\":\"1\",\"HostConfig\":{\"VolumesFrom\":[\"" + from + "\"]}}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "Mounts":[{"Type":"bind","Source":"/etc","Destination":"/x","RW":false}] | bind /etc at /x ro
            "Mounts":[{"Type":"bind","Source":"/etc","Destination":"/x","RW":true}]  | bind /etc at /x rw
            "Mounts":[{"Type":"bind","Source":"/etc","Destination":"/x","RW":false}],\
            "HostConfig":{"Mounts":[{"Type":"bind","Target":"/x","BindOptions":{"ReadOnlyNonRecursive":true}}]} | \
            bind /etc at /x rw
            "Mounts":[{"Type":"bind","Source":"/etc","Destination":"/x","RW":false,"Propagation":"slave"}] | \
                bind /etc at /x ro live
            "Mounts":[{"Type":"other","Source":"/etc","Destination":"/x","RW":true}] | mount of an unknown type at /x rw
            "HostConfig":{"Tmpfs":{"/x":"size=1m"}}                                  | tmpfs at /x rw
            "HostConfig":{"Tmpfs":{"/x":"bind"}}                                     | a tmpfs has the option `bind`
            "HostConfig":{"Mounts":[{"Type":"tmpfs","Target":"/x","TmpfsOptions":{"Options":[["bind"]]}}]} | \
                a tmpfs has the option `bind`
            """)
    void mountsOfAContainerThatExists(String json, String mounts) throws UnreadableException {
        exists("box", "\"Config\":{\"User\":\"1\"}," + json);
        assertEquals(mounts, text(understood("/containers/box/start", "")));
    }

    @Test
    void whatEveryMountAsksInVainIsSaidOnce() {
        facts.unanswered.add(new Question.Daemon());
        String body = "{\"Image\":\"a\",\"User\":\"1\",\"HostConfig\":{\"Binds\":[\"/srv:/x:ro\",\"/srv:/y:ro\"]}}";
        List<String> obstacles =
                understood("/containers/create", body).obstacles().stream().map(Finding::found).toList();
        assertEquals(List.of("the daemon could not be looked up: no answer"), obstacles);
    }

    @ParameterizedTest
    @CsvSource({"/x, ''", "x, ''", "/x/../y, anonymous volume at /y (a VOLUME of the image) rw",
            "y, anonymous volume at /y (a VOLUME of the image) rw"})
    void volumeOfTheImageCountsUnlessSomethingElseLiesThere(String volume, String mounts) {
        facts.images.put("a", Views.of(
                Map.of("Config", Map.of("Volumes", Map.of(volume, Map.of()))), Inspected.Image.class));
        String body = "{\"Image\":\"a\",\"User\":\"1\",\"HostConfig\":{\"Tmpfs\":{\"/x\":\"\"}}}";
        assertEquals("tmpfs at /x rw" + (mounts.isEmpty() ? "" : "; " + mounts),
                text(understood("/containers/create", body)));
    }
}
