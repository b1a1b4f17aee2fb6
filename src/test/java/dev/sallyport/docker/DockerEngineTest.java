package dev.sallyport.docker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Lookup;
import dev.sallyport.engine.body.Inspected;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
        engine = new DockerEngine(socket, DEADLINE, 4);
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
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private String whyContainerFails() {
        return assertInstanceOf(Lookup.Failed.class, engine.container("abc")).why();
    }

    @Test
    void findsWhatDockerdTells() {
        answers(ok("{\"Id\":\"abc\",\"Config\":{\"User\":\"1000\"},\"HostConfig\":{\"Memory\":5},\"New\":{\"a\":[1]}}"));
        Lookup<Inspected.Container> found = engine.container("a/b c");
        assertEquals("1000", assertInstanceOf(Lookup.Found.class, found).value() instanceof Inspected.Container container ? container.config().user() : "");
        assertTrue(requests.getFirst().startsWith("GET /v1.41/containers/a%2Fb%20c/json HTTP/1.1"));
    }

    @Test
    void readsAChunkedAnswer() {
        answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"Id\":\r\n5\r\n\"ab\"}\r\n0\r\n\r\n");
        assertInstanceOf(Lookup.Found.class, engine.container("abc"));
    }

    @Test
    void knowsThatNothingIsThere() {
        answers("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        assertInstanceOf(Lookup.Absent.class, engine.image("none"));
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
        assertInstanceOf(Lookup.Failed.class, engine.container("abc"));
        answers("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"Id\":");
        assertInstanceOf(Lookup.Failed.class, engine.container("abc"));
        answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"Id\":");
        assertInstanceOf(Lookup.Failed.class, engine.container("abc"));
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
        assertEquals("dockerd gave no answer within 700 ms", whyContainerFails());
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
        assertEquals("dockerd gave no answer within 700 ms", whyContainerFails());
    }

    @Test
    void burstWaitsWithinItsDeadline() {
        answers(ok("{}"));
        engine.container("first");
        script = channel -> {
            Thread.sleep(400);
            send(channel, ok("{\"Id\":\"a\"}"));
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> found = IntStream.range(0, 12)
                    .mapToObj(n -> threads.submit(() -> engine.container("a" + n) instanceof Lookup.Found))
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
                    .mapToObj(_ -> threads.submit(() -> engine.container("a") instanceof Lookup.Found))
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
            Future<Lookup<Inspected.Container>> first = threads.submit(() -> engine.container("a"));
            asked.await();
            Future<Lookup<Inspected.Container>> second = threads.submit(() -> engine.container("a"));
            go.countDown();
            assertEquals("n1", assertInstanceOf(Lookup.Found.class, first.get()).value() instanceof Inspected.Container container ? container.id() : "");
            assertEquals("n2", assertInstanceOf(Lookup.Found.class, second.get()).value() instanceof Inspected.Container container ? container.id() : "");
        }
    }

    @Test
    void asksInTheVersionThatBothKnow() {
        version = "1.60";
        answers(ok("{\"Id\":\"a\"}"));
        engine.container("a");
        assertTrue(requests.getLast().startsWith("GET /v1.52/containers/a/json "), requests::getLast);
    }

    @Test
    void learnsTheVersionOfAnotherDaemonOnTheSameSocket() {
        answers(ok("{\"Id\":\"a\"}"));
        engine.container("a");
        script = channel -> send(channel, requests.getLast().startsWith("GET /v1.39/")
                ? ok("{\"Id\":\"a\"}")
                : "HTTP/1.1 400 Bad Request\r\nApi-Version: 1.39\r\nContent-Length: 0\r\n\r\n");
        assertInstanceOf(Lookup.Found.class, engine.container("a"));
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
            assertInstanceOf(Lookup.Found.class, engine.container("a"));
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
        assertInstanceOf(Lookup.Found.class, engine.container("a"));
    }

    @Test
    void nothingIsLeftOpen() throws IOException {
        answers(ok("{\"Id\":\"a\"}"));
        engine.container("a");
        long before = openFiles();
        for (int n = 0; n < 200; n++) {
            engine.container("a");
        }
        assertTrue(openFiles() - before < 50, () -> "more files are open than before, by 200 questions: " + (openFiles() - before));
        listener.close();
        for (int n = 0; n < 200; n++) {
            engine.container("a");
        }
        assertTrue(openFiles() - before < 50, () -> "more files are open than before, by 200 questions to nobody: " + (openFiles() - before));
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
        engine.container("a");
        String marker = requests.getFirst().lines().filter(line -> line.startsWith("Sallyport-Lookup: ")).findFirst().orElseThrow().substring(18);
        assertTrue(engine.isOwn(Map.of("Sallyport-Lookup", marker)));
        assertFalse(engine.isOwn(Map.of("Sallyport-Lookup", marker.substring(1))));
        assertFalse(engine.isOwn(Map.of("Sallyport-Lookup", "")));
        assertFalse(engine.isOwn(Map.of()));
        try (DockerEngine other = new DockerEngine(socket, DEADLINE, 4)) {
            assertFalse(other.isOwn(Map.of("Sallyport-Lookup", marker)));
        }
    }

    @Test
    void readsAFileOutOfAnArchive() {
        answers(ok(tar('x', "pax") + tar('0', "root:x:0:0\n") + "\0".repeat(1024)));
        assertArrayEquals("root:x:0:0\n".getBytes(StandardCharsets.UTF_8),
                (byte[]) assertInstanceOf(Lookup.Found.class, engine.file("a", "/etc/passwd")).value());
        answers(ok(tar('2', "")));
        assertEquals("it is not a regular file", assertInstanceOf(Lookup.Failed.class, engine.file("a", "/etc/passwd")).why());
        answers(ok(tar('0', "long").substring(0, 513)));
        assertInstanceOf(Lookup.Failed.class, engine.file("a", "/etc/passwd"));
        answers(ok(""));
        assertInstanceOf(Lookup.Failed.class, engine.file("a", "/etc/passwd"));
    }

    private static String tar(char type, String content) {
        StringBuilder block = new StringBuilder("\0".repeat(512));
        block.replace(0, 6, "passwd").replace(124, 135, "%011o".formatted(content.length())).setCharAt(156, type);
        return block + (content.isEmpty() ? "" : content + "\0".repeat(512 - content.length()));
    }
}
