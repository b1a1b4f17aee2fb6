package dev.sallyport.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.facts.ContainerEntry;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.http.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a dockerd that behaves and misbehaves. */
@Timeout(60)
final class DockerEngineTest {

    private static final Duration DEADLINE = Duration.ofMillis(700);

    @TempDir
    private Path directory;

    private Path socket;
    private ServerSocketChannel listener;
    private DockerEngine engine;
    private volatile Script script = _ -> { };
    private volatile String version = "1.41";
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private interface Script {
        void answer(SocketChannel channel) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("d.sock");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        engine = new DockerEngine(socket, DEADLINE, 4, Room.UNBOUNDED);
        Thread.ofVirtual().start(() -> {
            while (listener.isOpen()) {
                try {
                    SocketChannel channel = listener.accept();
                    Thread.ofVirtual().start(() -> serve(channel));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            channel.read(buffer);
            String request = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            if (request.startsWith("GET /_ping ")) {
                send(channel, "HTTP/1.1 200 OK\r\nApi-Version: " + version + "\r\nContent-Length: 2\r\n\r\nOK");
                return;
            }
            requests.add(request);
            script.answer(channel);
        } catch (IOException | InterruptedException e) {
            // The client has gone.
        }
    }

    @AfterEach
    void stop() throws IOException {
        engine.close();
        listener.close();
    }

    private void answers(String bytes) {
        script = channel -> send(channel, bytes);
    }

    private static void send(SocketChannel channel, String bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private String whyContainerFails() {
        return assertInstanceOf(Lookup.Failed.class, engine.ask(new Question.Container("abc"))).why();
    }

    @Test
    void findsWhatDockerdTells() {
        answers(ok(
                "{\"Id\":\"abc\",\"Config\":{\"User\":\"1000\"},\"HostConfig\":{\"Memory\":5},\"New\":{\"a\":[1]}}"));
        Lookup<Inspected.Container> found = engine.ask(new Question.Container("a/b c"));
        assertEquals("1000",
                assertInstanceOf(Lookup.Found.class, found).value() instanceof Inspected.Container container
                        ? container.config().user()
                        : "");
        assertTrue(requests.getFirst().startsWith("GET /v1.41/containers/a%2Fb%20c/json HTTP/1.1"));
    }

    @Test
    void readsAChunkedAnswer() {
        answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"Id\":\r\n5\r\n\"ab\"}\r\n0\r\n\r\n");
        assertInstanceOf(Lookup.Found.class, engine.ask(new Question.Container("abc")));
    }

    @Test
    void knowsThatNothingIsThere() {
        answers("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        assertInstanceOf(Lookup.Absent.class, engine.ask(new Question.Image("none")));
    }

    @Test
    void otherAnswersAreFailures() {
        answers("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
        assertEquals("dockerd answered 500", whyContainerFails());
        answers("HTTP/1.1 301 Moved\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");
        assertEquals("dockerd answered 301", whyContainerFails());
        answers(ok("not json"));
        assertTrue(whyContainerFails().startsWith("dockerd's answer makes no sense"));
        answers(ok("{\"Id\":1}"));
        assertTrue(whyContainerFails().startsWith("dockerd's answer makes no sense"));
    }

    @Test
    void brokenAnswersAreFailures() {
        answers("");
        assertTrue(whyContainerFails().contains("gives no answer"));
        answers("garbage\r\n\r\n");
        assertInstanceOf(Lookup.Failed.class, engine.ask(new Question.Container("abc")));
        answers("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"Id\":");
        assertInstanceOf(Lookup.Failed.class, engine.ask(new Question.Container("abc")));
        answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"Id\":");
        assertInstanceOf(Lookup.Failed.class, engine.ask(new Question.Container("abc")));
    }

    @Test
    void hugeAnswerIsAFailure() {
        script = channel -> {
            send(channel, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
            for (int n = 0; n < 1500; n++) {
                send(channel, "x".repeat(65536));
            }
        };
        assertTrue(whyContainerFails().contains("larger than"));
    }

    @Test
    void silenceEndsWithTheDeadline() {
        script = _ -> Thread.sleep(10_000);
        long start = System.nanoTime();
        assertEquals("dockerd gave no answer within 700 ms (docker.timeout)", whyContainerFails());
        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(5)) < 0);
    }

    @Test
    void dripIsCutOffAtTheDeadline() {
        script = channel -> {
            send(channel, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            for (int n = 0; n < 1000; n++) {
                send(channel, "x");
                Thread.sleep(50);
            }
        };
        assertEquals("dockerd gave no answer within 700 ms (docker.timeout)", whyContainerFails());
    }

    @Test
    void burstWaitsWithinItsDeadline() {
        answers(ok("{}"));
        engine.ask(new Question.Container("first"));
        script = channel -> {
            Thread.sleep(400);
            send(channel, ok("{\"Id\":\"a\"}"));
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> found = IntStream.range(0, 12)
                    .mapToObj(n -> threads
                            .submit(() -> engine.ask(new Question.Container("a" + n)) instanceof Lookup.Found))
                    .toList();
            assertEquals(4, found.stream().filter(DockerEngineTest::isTrue).count());
        }
        assertTrue(requests.size() < 12, "the bound on questions under way did not hold");
    }

    @Test
    void questionsAboutOneThingAreAskedOneAfterAnotherAndShared() {
        answers(ok("{\"Id\":\"a\"}"));
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        script = channel -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            Thread.sleep(100);
            underWay.decrementAndGet();
            send(channel, ok("{\"Id\":\"a\"}"));
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> found = IntStream.range(0, 50)
                    .mapToObj(
                            _ -> threads.submit(() -> engine.ask(new Question.Container("a")) instanceof Lookup.Found))
                    .toList();
            assertTrue(found.stream().allMatch(DockerEngineTest::isTrue));
        }
        assertEquals(1, most.get());
        assertTrue(requests.size() <= 3, () -> "asked " + requests.size() + " times");
    }

    @Test
    void answerIsNeverOlderThanTheQuestion() throws Exception {
        AtomicInteger count = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        script = channel -> {
            String id = "n" + count.incrementAndGet();
            asked.countDown();
            go.await();
            send(channel, ok("{\"Id\":\"" + id + "\"}"));
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Lookup<Inspected.Container>> first = threads.submit(() -> engine.ask(new Question.Container("a")));
            asked.await();
            Future<Lookup<Inspected.Container>> second = threads.submit(() -> engine.ask(new Question.Container("a")));
            go.countDown();
            assertEquals("n1",
                    assertInstanceOf(Lookup.Found.class, first.get()).value() instanceof Inspected.Container container
                            ? container.id()
                            : "");
            assertEquals("n2",
                    assertInstanceOf(Lookup.Found.class, second.get()).value() instanceof Inspected.Container container
                            ? container.id()
                            : "");
        }
    }

    @Test
    void asksInTheVersionThatBothKnow() {
        version = "1.60";
        answers(ok("{\"Id\":\"a\"}"));
        engine.ask(new Question.Container("a"));
        assertTrue(requests.getLast().startsWith("GET /v1.52/containers/a/json "), requests::getLast);
    }

    @Test
    void learnsTheVersionOfAnotherDaemonOnTheSameSocket() {
        answers(ok("{\"Id\":\"a\"}"));
        engine.ask(new Question.Container("a"));
        script = channel -> send(channel, requests.getLast().startsWith("GET /v1.39/")
                ? ok("{\"Id\":\"a\"}")
                : "HTTP/1.1 400 Bad Request\r\nApi-Version: 1.39\r\nContent-Length: 0\r\n\r\n");
        assertInstanceOf(Lookup.Found.class, engine.ask(new Question.Container("a")));
        script = channel -> send(channel, "HTTP/1.1 400 Bad Request\r\nApi-Version: 1.39\r\nContent-Length: 0\r\n\r\n");
        assertEquals("dockerd answered 400", whyContainerFails());
    }

    @Test
    void connectionIsKept() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        script = channel -> {
            connections.incrementAndGet();
            ByteBuffer more = ByteBuffer.allocate(64 * 1024);
            do {
                send(channel, ok("{\"Id\":\"a\"}"));
            } while (channel.read(more.clear()) > 0);
        };
        for (int n = 0; n < 5; n++) {
            assertInstanceOf(Lookup.Found.class, engine.ask(new Question.Container("a")));
        }
        assertEquals(1, connections.get());
    }

    private static boolean isTrue(Future<Boolean> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void fieldsThatNobodyLooksAtDoNotMatterHoweverMany() {
        String mounts = "{\"Type\":\"bind\",\"A\":1,\"B\":2,\"C\":{\"D\":[]}},".repeat(127) + "{\"Type\":\"bind\"}";
        answers(ok("{\"Id\":\"a\",\"Mounts\":[" + mounts + "]}"));
        assertInstanceOf(Lookup.Found.class, engine.ask(new Question.Container("a")));
    }

    @Test
    void nothingIsLeftOpen() throws IOException {
        answers(ok("{\"Id\":\"a\"}"));
        engine.ask(new Question.Container("a"));
        long before = openFiles();
        for (int n = 0; n < 200; n++) {
            engine.ask(new Question.Container("a"));
        }
        assertTrue(openFiles() - before < 50,
                () -> "more files are open than before, by 200 questions: " + (openFiles() - before));
        listener.close();
        for (int n = 0; n < 200; n++) {
            engine.ask(new Question.Container("a"));
        }
        assertTrue(openFiles() - before < 50,
                () -> "more files are open than before, by 200 questions to nobody: " + (openFiles() - before));
    }

    private static long openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nobodyListening() throws IOException {
        listener.close();
        assertTrue(whyContainerFails().contains("gives no answer"));
    }

    @Test
    void knowsItsOwnQuestionsAndNobodyElses() {
        answers(ok("{}"));
        engine.ask(new Question.Container("a"));
        String marker = requests.getFirst().lines().filter(line -> line.startsWith("Sallyport-Lookup: ")).findFirst()
                .orElseThrow().substring(18);
        assertTrue(engine.isOwn(Map.of("Sallyport-Lookup", marker)));
        assertFalse(engine.isOwn(Map.of("Sallyport-Lookup", marker.substring(1))));
        assertFalse(engine.isOwn(Map.of("Sallyport-Lookup", "")));
        assertFalse(engine.isOwn(Map.of()));
        try (DockerEngine other = new DockerEngine(socket, DEADLINE, 4, Room.UNBOUNDED)) {
            assertFalse(other.isOwn(Map.of("Sallyport-Lookup", marker)));
        }
    }

    @Test
    void readsAFileOutOfAnArchive() {
        answers(ok(tar('x', "30 mtime=1350244992.023960108\n") + tar('0', "root:x:0:0\n") + "\0".repeat(1024)));
        ContainerEntry passwd = entry("/etc/passwd");
        assertEquals("root:x:0:0\n", new String(passwd.content(), StandardCharsets.UTF_8));
        assertEquals(ContainerEntry.Type.FILE, passwd.type());
        assertTrue(passwd.isRootsAlone());
        answers(ok(tar('2', "")));
        assertEquals(ContainerEntry.Type.LINK, entry("/etc/passwd").type());
        answers(ok(tar('0', "long").substring(0, 513)));
        assertInstanceOf(Lookup.Failed.class, engine.ask(new Question.EntryIn("a", "/etc/passwd")));
        answers(ok(""));
        assertInstanceOf(Lookup.Failed.class, engine.ask(new Question.EntryIn("a", "/etc/passwd")));
    }

    @Test
    void ofADirectoryOnlyTheHeadIsRead() {
        String head = tar('5', "");
        script = channel -> {
            send(channel, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n200\r\n" + head + "\r\n");
            String chunk = "10000\r\n" + "\0".repeat(0x10000) + "\r\n";
            for (int i = 0; i < 1000; i++) {
                send(channel, chunk);
            }
        };
        assertEquals(ContainerEntry.Type.DIRECTORY, entry("/etc").type());
    }

    @Test
    void whoElseMayWriteAnEntryIsSeen() {
        answers(ok(new StringBuilder(tar('5', "")).replace(100, 107, "0000775").toString()));
        assertFalse(entry("/etc").isRootsAlone());
        answers(ok(new StringBuilder(tar('5', "")).replace(108, 115, "0001750").toString()));
        assertFalse(entry("/etc").isRootsAlone());
    }

    /** A container whose lock somebody holds must not use up everybody's questions. */
    @Test
    void manyWhoAskAboutAThingThatDoesNotAnswerAreRefusedAtOnceAndOthersAreAnswered() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        script = channel -> {
            if (requests.getLast().contains("stuck")) {
                release.await();
            }
            send(channel, ok("{}"));
        };
        try (DockerEngine patient = new DockerEngine(socket, Duration.ofSeconds(5), 4, Room.UNBOUNDED);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Lookup<Inspected.Container>>> asked = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (asked.stream().noneMatch(DockerEngineTest::isRefused) && System.nanoTime() < end) {
                asked.add(threads.submit(() -> patient.ask(new Question.Container("stuck"))));
                Thread.sleep(10);
            }
            assertTrue(asked.stream().anyMatch(DockerEngineTest::isRefused));
            assertInstanceOf(Lookup.Found.class, patient.ask(new Question.Container("fine")));
            release.countDown();
        }
    }

    private static boolean isRefused(Future<Lookup<Inspected.Container>> asked) {
        return asked.isDone() && asked.resultNow() instanceof Lookup.Failed<?>(String why) && why.contains("many wait");
    }

    /** Go writes 0 into the header for an owner that has no room there, and the real one before it. */
    @Test
    void ownerOfTheExtendedHeaderCounts() {
        answers(ok(tar('x', "15 uid=3000000\n") + tar('0', "")));
        assertEquals(3_000_000, entry("/etc/passwd").uid());
        assertFalse(entry("/etc/passwd").isRootsAlone());
        // A line feed in a value begins no record.
        answers(ok(tar('x', "15 uid=3000000\n" + "24 comment=x\n8 uid=0\n\n\n\n") + tar('0', "")));
        assertFalse(entry("/etc/passwd").isRootsAlone());
        for (String odd : new String[] {"pax", "99 uid=0\n", "9 size=1\n", "7 uid0\n", "08 uid=0\n", "10 uid=-1\n"}) {
            answers(ok(tar('x', odd) + tar('0', "")));
            assertInstanceOf(Lookup.Failed.class, engine.ask(new Question.EntryIn("a", "/etc/passwd")), odd);
        }
    }

    private ContainerEntry entry(String path) {
        return (ContainerEntry) assertInstanceOf(Lookup.Found.class, engine.ask(new Question.EntryIn("a", path)))
                .value();
    }

    private static String tar(char type, String content) {
        StringBuilder block = new StringBuilder("\0".repeat(512));
        block.replace(0, 6, "passwd").replace(100, 107, "0000644").replace(108, 115, "0000000")
                .replace(124, 135, "%011o".formatted(content.length())).setCharAt(156, type);
        return block + (content.isEmpty() ? "" : content + "\0".repeat(512 - content.length()));
    }
}
