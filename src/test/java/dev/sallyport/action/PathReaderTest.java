package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sallyport.action.HostPath.Place;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.facts.FirstSpecialFile;
import dev.sallyport.facts.HostEntry;
import dev.sallyport.facts.Question;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a path of the host leads, and what is found there. */
final class PathReaderTest {

    private final FakeFacts facts = new FakeFacts();
    private final Inquiry inquiry = new Inquiry(facts, new Holds().open(), new ActionBuilder(new DecisionId("00ff"),
            new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "POST", "/containers/create", Map.of(),
                    Optional.empty())));

    private Place place(String path) throws UnreadableException {
        return inquiry.paths().read("it", path).place();
    }

    private Place.At at(String path) throws UnreadableException {
        return assertInstanceOf(Place.At.class, place(path));
    }

    @ParameterizedTest
    @CsvSource({
        "/data/docker, true", "/data/docker/volumes/v, true", "/data, true", "/, true",
        "/data/docker2, false", "/data/dock, false", "/srv, false", "/var/lib/docker, false"
    })
    void dockerdsOwnDataIsWhatLiesInItsRootDirectoryOrHoldsIt(String path, boolean daemons) throws UnreadableException {
        facts.daemon = new Inspected.Info("json-file", "/data/docker", true, List.of(), "29.0.0");
        assertEquals(daemons, at(path).daemons());
    }

    @Test
    void dockerdsOwnDataIsKnownThroughOtherMountsToo() throws UnreadableException {
        facts.mountinfo += "2 1 8:1 /var/lib /srv/lib ro - ext4 /dev/sda1 rw\n";
        assertEquals(true, at("/srv/lib").daemons());
        assertEquals(true, at("/srv/lib/docker/volumes").daemons());
        assertEquals(false, at("/srv/lib/other").daemons());
    }

    /** Each container's root is mounted there: whatever else is of the same file system is not dockerd's for that. */
    @Test
    void mountOfAContainersOwnDoesNotMakeAllOfItsFileSystemDockerds() throws UnreadableException {
        facts.mountinfo += "2 1 8:1 /srv/app /var/lib/docker/mnt/app rw - ext4 /dev/sda1 rw\n";
        assertEquals(false, at("/srv/app").daemons());
    }

    @Test
    void socketInADirectoryIsFoundByTheKernelsTableOrByLooking() throws UnreadableException {
        facts.sockets = List.of("/srv/deep/down/s.sock");
        facts.special.put("/srv/pipes", new FirstSpecialFile(Optional.of("/srv/pipes/p"), 3));
        assertEquals(Optional.of("/srv/deep/down/s.sock"), at("/srv/deep").special());
        assertEquals(Optional.of("/srv/pipes/p"), at("/srv/pipes").special());
        assertEquals(Optional.empty(), at("/srv/else").special());
    }

    @Test
    void fileIsNotLookedThrough() throws UnreadableException {
        facts.host.put("/srv/file", new HostEntry.Present("/srv/file", HostEntry.Type.FILE));
        facts.special.put("/srv/file", new FirstSpecialFile(Optional.of("/srv/file/x"), 1));
        assertEquals(Optional.empty(), at("/srv/file").special());
    }

    /**
     * However many directories a request names: their entries are counted together, and what was not looked at is not
     * known.
     */
    @Test
    void looksOfOneRequestAreBounded() throws UnreadableException {
        for (int n = 0; n < 8; n++) {
            facts.special.put("/srv/" + n, new FirstSpecialFile(Optional.empty(), 4096));
            at("/srv/" + n);
            at("/srv/" + n);
        }
        facts.special.put("/srv/8", new FirstSpecialFile(Optional.empty(), 4096));
        assertInstanceOf(Place.Unknown.class, place("/srv/8"));
        assertEquals(8, facts.looks.size(), "each is looked through once");
    }

    @Test
    void whatTheHostDoesNotTellIsUnknown() throws UnreadableException {
        facts.unanswered.add(new Question.PathOnHost("/srv/lost"));
        assertEquals(new Place.Unknown("no answer"), place("/srv/lost"));
        facts.unanswered.add(new Question.Sockets());
        assertEquals(new Place.Unknown("no answer"), place("/srv/a"));
        facts.unanswered.add(new Question.Mounts());
        assertEquals(new Place.Unknown("no answer"), place("/srv/b"));
    }

    @Test
    void whatLiesInNoKnownFileSystemIsUnknown() throws UnreadableException {
        facts.mountinfo = "2 1 8:1 /jail /jail rw - ext4 /dev/sda1 rw\n";
        assertInstanceOf(Place.Unknown.class, place("/srv"));
    }

    @Test
    void whatIsNoPathIsRefused() {
        for (String text : List.of("", "srv", "C:\\x", "/srv\\x", "/a\u0000", "/" + "a".repeat(256),
                "/a".repeat(2049))) {
            assertThrows(UnreadableException.class, () -> place(text), text);
        }
    }
}
