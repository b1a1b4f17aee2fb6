package dev.sallyport.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the host says of its own files. */
final class HostFactsTest {

    @TempDir
    private Path temporary;

    private Path directory;
    private final HostFacts facts = new HostFacts();

    @BeforeEach
    void findOutWhereItReallyIs() throws IOException {
        directory = temporary.toRealPath();
    }

    private Lookup<HostEntry> entry(Path path) {
        return facts.ask(new Question.PathOnHost(path.toString()));
    }

    private static Lookup<HostEntry> present(Path path, HostEntry.Type type) {
        return new Lookup.Found<>(new HostEntry.Present(path.toString(), type));
    }

    private static Lookup<HostEntry> missing(Path path) {
        return new Lookup.Found<>(new HostEntry.Missing(path.toString()));
    }

    private Path pipe(String name) throws IOException, InterruptedException {
        Path pipe = directory.resolve(name);
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor());
        return pipe;
    }

    private void listen(Path socket) throws IOException {
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));
        }
    }

    @Test
    void everyKindOfFileIsToldApart() throws Exception {
        Path socket = directory.resolve("socket");
        listen(socket);
        assertEquals(present(directory, HostEntry.Type.DIRECTORY), entry(directory));
        assertEquals(present(Files.createFile(directory.resolve("file")), HostEntry.Type.FILE),
                entry(directory.resolve("file")));
        assertEquals(present(socket, HostEntry.Type.SOCKET), entry(socket));
        assertEquals(present(pipe("pipe"), HostEntry.Type.OTHER), entry(directory.resolve("pipe")));
        assertEquals(present(Path.of("/dev/null"), HostEntry.Type.DEVICE), entry(Path.of("/dev/null")));
        assertEquals(present(Path.of("/"), HostEntry.Type.DIRECTORY), entry(Path.of("/")));
    }

    @Test
    void linksAreFollowedToWhatTheyShow() throws IOException {
        Path real = Files.createDirectories(directory.resolve("real/inner"));
        Path socket = real.resolve("socket");
        listen(socket);
        Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        Files.createSymbolicLink(directory.resolve("second"), directory.resolve("link/inner"));
        assertEquals(present(directory.resolve("real"), HostEntry.Type.DIRECTORY), entry(directory.resolve("link")));
        assertEquals(present(real, HostEntry.Type.DIRECTORY), entry(directory.resolve("second")));
        assertEquals(present(socket, HostEntry.Type.SOCKET), entry(directory.resolve("second/socket")));
    }

    @Test
    void whatIsMissingWouldBeMadeWhereTheLinksLead() throws IOException {
        Files.createDirectory(directory.resolve("real"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        assertEquals(missing(directory.resolve("real/new/dir")), entry(directory.resolve("link/new/dir")));
        assertEquals(missing(directory.resolve("new")), entry(directory.resolve("new")));
    }

    @Test
    void linkThatLeadsNowhereIsNotGuessed() throws IOException {
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("gone"));
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        for (String name : new String[] {"dangling", "dangling/below", "loop", "loop/below"}) {
            assertInstanceOf(Lookup.Failed.class, entry(directory.resolve(name)), name);
        }
    }

    @Test
    void deepPathThatIsMissingCostsNothing() {
        Path deep = Path.of(directory + "/a".repeat(2000));
        assertTimeout(Duration.ofSeconds(1), () -> assertEquals(missing(deep), entry(deep)));
    }

    @Test
    void textThatIsNoPathIsNotLookedUp() {
        assertInstanceOf(Lookup.Failed.class, facts.ask(new Question.PathOnHost("/a\0b")));
    }

    private FirstSpecialFile special(int most) {
        return found(new Question.SpecialFiles(directory.toString(), most));
    }

    private <T> T found(Question<T> question) {
        return switch (facts.ask(question)) {
            case Lookup.Found<T>(T value) -> value;
            case Lookup.Absent<T>() -> fail("nothing there");
            case Lookup.Failed<T>(String why) -> fail(why);
        };
    }

    @Test
    void socketsAndPipesAreFoundHoweverDeepTheyLie() throws Exception {
        Files.createFile(directory.resolve("file"));
        assertEquals(Optional.empty(), special(100).path());
        Path deep = Files.createDirectories(directory.resolve("a/b/c"));
        listen(deep.resolve("socket"));
        assertEquals(Optional.of(deep.resolve("socket").toString()), special(100).path());
        Path pipe = pipe("pipe");
        assertEquals(Optional.of(pipe.toString()), special(100).path(), "the nearest first");
    }

    @Test
    void lookingThroughADirectoryEndsAfterSoManyLooksAndSaysHowMany() throws IOException {
        for (int n = 0; n < 20; n++) {
            Files.createFile(directory.resolve("file" + n));
        }
        assertEquals(new FirstSpecialFile(Optional.empty(), 20), special(100));
        assertEquals(new FirstSpecialFile(Optional.empty(), 7), special(7));
        assertEquals(new FirstSpecialFile(Optional.empty(), 0), special(0));
    }

    /** A link shows nothing of what it leads to inside a container; and a loop of them has no end. */
    @Test
    void linksInADirectoryAreNotFollowed() throws IOException {
        Files.createSymbolicLink(directory.resolve("self"), directory);
        Files.createSymbolicLink(directory.resolve("device"), Path.of("/dev/null"));
        assertEquals(new FirstSpecialFile(Optional.empty(), 2), special(100));
    }

    @Test
    void hostKnowsItsMountsItsSocketsAndItsMemory() throws IOException {
        Path socket = directory.resolve("listening");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));
            assertEquals(Optional.of(socket.toString()), found(new Question.Sockets()).in(directory.toString()));
        }
        assertTrue(found(new Question.Mounts()).knows("/"));
        HostMemory memory = found(new Question.Memory());
        assertTrue(memory.memory() > 64 << 20, memory::toString);
    }

    @Test
    void dockerdsQuestionsAreNotForTheHost() {
        assertEquals(new Lookup.Failed<>("only dockerd knows"), facts.ask(new Question.Daemon()));
    }
}
