package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sallyport.action.VolumeDefinition.Nature;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Subject;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.facts.HostEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a volume shows of the host, by its driver and options. */
final class VolumeReaderTest {

    private final FakeFacts facts = new FakeFacts();

    private Nature nature(String driver, Map<String, String> options) {
        AccessRequest request = new AccessRequest(
                Instant.EPOCH, Subject.ANONYMOUS, "POST", "/volumes/create", Map.of(), Optional.empty());
        try (Holds.Hold hold = new Holds().open()) {
            Inquiry inquiry = new Inquiry(facts, hold, new ActionBuilder(new DecisionId("00ff"), request));
            return new VolumeReader(inquiry.paths()).read("v", driver, options).nature();
        }
    }

    private List<HostPath> paths(Map<String, String> options) {
        return assertInstanceOf(Nature.ByDriver.class, nature("other", options)).paths();
    }

    @Test
    void withoutOptionsItIsADirectoryOfDockerds() {
        assertEquals(new Nature.Plain(), nature("", Map.of()));
        assertEquals(new Nature.Plain(), nature("local", Map.of()));
    }

    @Test
    void boundOneIsTheDirectoryThatItsDeviceLeadsTo() {
        facts.host.put("/srv/link", new HostEntry.Present("/etc", HostEntry.Type.DIRECTORY));
        Map<String, String> options = Map.of("type", "none", "o", "bind", "device", "/srv/x/../link");
        HostPath path = assertInstanceOf(Nature.HostDirectory.class, nature("", options)).path();
        assertEquals(Optional.of("/etc"), path.real());
        assertEquals("/srv/link", path.path());
    }

    /** Whatever is not the built-in driver may do anything with its options, `Local` and ` local` too. */
    @ParameterizedTest
    @ValueSource(strings = {"other", "Local", " local", "local:latest"})
    void onlyTheDriverLocalIsUnderstood(String driver) {
        assertInstanceOf(Nature.ByDriver.class, nature(driver, Map.of()));
        assertInstanceOf(Nature.ByDriver.class, nature(driver, Map.of("type", "ext4", "device", "/dev/sda1")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /etc                        | /etc
            ' /etc'                     | /etc
            /srv/../etc/./              | /etc
            server:/etc                 | /etc
            bind,src=/etc,dst=/data     | /etc /data
            /a:/b:ro                    | /a /b
            lowerdir=/a:/b,upperdir=/c  | /a /b /c
            file:///etc                 | /etc
            relative/etc                | ''
            1g                          | ''
            ''                          | ''
            """)
    void everyAbsolutePathInAnotherDriversOptionsCounts(String value, String found) {
        assertEquals(found, paths(Map.of("any", value)).stream().map(HostPath::path).collect(Collectors.joining(" ")));
    }

    @Test
    void pathsOfAnotherDriverAreFollowed() {
        facts.host.put("/srv/link", new HostEntry.Present("/etc/shadow", HostEntry.Type.FILE));
        assertEquals(List.of(Optional.of("/etc/shadow")),
                paths(Map.of("mountpoint", "/srv/link")).stream().map(HostPath::real).toList());
    }

    @Test
    void morePathsThanAnyDriverHasCannotBeJudged() {
        assertEquals(16, paths(numbered(16)).size());
        Nature.Unjudgeable many = assertInstanceOf(Nature.Unjudgeable.class, nature("other", numbered(17)));
        assertEquals("names more than 16 paths", many.why());
        assertInstanceOf(Nature.Unjudgeable.class,
                nature("other", Map.of("all", String.join(",", numbered(17).values()))));
    }

    private static Map<String, String> numbered(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(n -> "option" + n, n -> "/srv/" + n));
    }

    @Test
    void longerOptionsThanAnyDriverHasCannotBeJudged() {
        assertEquals(List.of(), paths(Map.of("a", "x".repeat(32 * 1024), "b", "x".repeat(32 * 1024))));
        Nature.Unjudgeable much = assertInstanceOf(Nature.Unjudgeable.class,
                nature("other", Map.of("a", "x".repeat(32 * 1024), "b", "x".repeat(32 * 1024 + 1))));
        assertEquals("has options longer than 65536 characters", much.why());
    }

    @Test
    void pathWithoutACanonicalFormCannotBeJudged() {
        assertInstanceOf(Nature.Unjudgeable.class, nature("other", Map.of("source", "/srv\\..\\etc")));
        assertInstanceOf(Nature.Unjudgeable.class, nature("other", Map.of("source", "/srv\u0000")));
        assertInstanceOf(Nature.Unjudgeable.class, nature("", Map.of("type", "none", "o", "bind", "device", "etc")));
    }
}
