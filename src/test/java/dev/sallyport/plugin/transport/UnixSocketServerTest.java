package dev.sallyport.plugin.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class UnixSocketServerTest {

    private static final int TEN_MEGABYTES = 10 << 20;
    private static final int STALL_MILLIS = 500;

    @TempDir
    private Path directory;

    private Path socket;
    private UnixSocketServer server;
    private final CountDownLatch release = new CountDownLatch(1);
    private final CompletableFuture<Throwable> death = new CompletableFuture<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("s.sock");
        server = UnixSocketServer.start(
                BoundSocket.bind(socket, PosixFilePermissions.fromString("rw-------")),
                exchange -> {
                    if (exchange.getRequestPath().equals("/dies")) {
                        exchange.getIoThread().execute(() -> {
                            throw new OutOfMemoryError("as if");
                        });
                    }
                    exchange.dispatch(threads, this::handle);
                },
                new ServerLimits(TEN_MEGABYTES + 1000, 600, STALL_MILLIS),
                death::complete);
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.close();
    }

    /** /echo answers the body, /length its length, /wait when it is released. */
    private void handle(HttpServerExchange exchange) throws IOException {
        exchange.startBlocking();
        byte[] body = exchange.getInputStream().readAllBytes();
        switch (exchange.getRequestPath()) {
            case "/echo" -> exchange.getResponseSender().send(ByteBuffer.wrap(body));
            case "/wait" -> {
                entered.countDown();
                awaitRelease();
                exchange.getResponseSender().send("late");
            }
            default -> exchange.getResponseSender().send(String.valueOf(body.length));
        }
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: plugin.moby.localhost\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    @Test
    void keepsAConnectionForManyRequests() throws IOException {
        try (RawClient client = new RawClient(socket)) {
            for (int n = 0; n < 100; n++) {
                assertTrue(client.send(post("/echo", "hello " + n)).answer().endsWith("hello " + n));
            }
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        try (RawClient client = new RawClient(socket)) {
            client.send(post("/echo", "one") + post("/echo", "two") + post("/echo", "three"));
            assertTrue(client.answer().endsWith("one"));
            assertTrue(client.answer().endsWith("two"));
            assertTrue(client.answer().endsWith("three"));
        }
    }

    @Test
    void readsARequestThatComesByteByByte() throws IOException, InterruptedException {
        try (RawClient client = new RawClient(socket)) {
            for (char c : post("/echo", "slowly").toCharArray()) {
                client.send(String.valueOf(c));
                Thread.sleep(1);
            }
            assertTrue(client.answer().endsWith("slowly"));
        }
    }

    @Test
    void readsTenMegabytesByContentLengthAndWritesThemToASlowReader() throws IOException, InterruptedException {
        String body = "x".repeat(TEN_MEGABYTES);
        try (RawClient client = new RawClient(socket)) {
            assertTrue(client.send(post("/length", body)).answer().endsWith("\r\n\r\n" + TEN_MEGABYTES));
        }
        try (RawClient client = new RawClient(socket)) {
            Future<RawClient> sending = threads.submit(() -> client.send(post("/echo", "y".repeat(100_000))));
            Thread.sleep(50);
            assertTrue(client.answer().endsWith("yyy"));
            assertEquals(Future.State.SUCCESS, sending.state());
        }
    }

    @Test
    void readsTenMegabytesInChunks() throws IOException {
        try (RawClient client = new RawClient(socket)) {
            client.send("POST /length HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "z".repeat(64 * 1024);
            for (int n = 0; n < TEN_MEGABYTES / chunk.length(); n++) {
                client.send("10000\r\n" + chunk + "\r\n");
            }
            String answer = client.send("0\r\n\r\n").answer();
            assertTrue(answer.endsWith("\r\n\r\n" + TEN_MEGABYTES), answer);
        }
    }

    @Test
    void refusesABodyOverTheLimit() throws IOException {
        try (RawClient client = new RawClient(socket)) {
            client.send("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: " + 2 * TEN_MEGABYTES + "\r\n\r\n");
            String answer = client.answer();
            assertTrue(answer.startsWith("HTTP/1.1 5") || answer.startsWith("HTTP/1.1 413") || answer.isEmpty(),
                    answer);
        }
    }

    @Test
    void answersAClientThatHasEndedItsOutput() throws IOException {
        try (RawClient client = new RawClient(socket)) {
            client.send(post("/echo", "half"));
            client.endOutput();
            assertTrue(client.answer().endsWith("half"));
        }
    }

    @Test
    void survivesClientsThatBreakOff() throws IOException {
        for (int n = 0; n < 50; n++) {
            try (RawClient client = new RawClient(socket)) {
                client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nonly this");
            }
        }
        try (RawClient client = new RawClient(socket)) {
            assertTrue(client.send(post("/echo", "fine")).answer().endsWith("fine"));
        }
        await(() -> server.openConnections() <= 1);
    }

    @Test
    void endsAConnectionWhoseBodyStalls() throws IOException {
        try (RawClient client = new RawClient(socket)) {
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nonly this");
            assertTimeoutPreemptively(Duration.ofSeconds(20), client::answer);
            assertTrue(client.isEnded());
        }
    }

    @Test
    void endsAConnectionWhoseRequestLineStalls() throws IOException {
        try (RawClient client = new RawClient(socket)) {
            client.send("POST /ec");
            assertTrue(client.isEnded());
        }
    }

    @Test
    void neverEndsAnIdleConnection() throws IOException, InterruptedException {
        try (RawClient client = new RawClient(socket)) {
            client.send(post("/echo", "first")).answer();
            Thread.sleep(3 * STALL_MILLIS);
            assertTrue(client.send(post("/echo", "second")).answer().endsWith("second"));
        }
    }

    @Test
    void servesWhileFiveHundredConnectionsIdle() throws IOException {
        List<RawClient> idle = new ArrayList<>();
        try {
            for (int n = 0; n < 500; n++) {
                idle.add(new RawClient(socket));
            }
            try (RawClient client = new RawClient(socket)) {
                assertTrue(client.send(post("/echo", "busy")).answer().endsWith("busy"));
            }
            assertTrue(idle.getLast().send(post("/echo", "awake")).answer().endsWith("awake"));
        } finally {
            for (RawClient client : idle) {
                client.close();
            }
        }
        await(() -> server.openConnections() == 0);
    }

    @Test
    void acceptsAgainWhenAFullHouseHasEmptied() throws IOException {
        List<RawClient> guests = new ArrayList<>();
        for (int n = 0; n < 600; n++) {
            guests.add(new RawClient(socket));
        }
        await(() -> server.openConnections() == 600);
        try (RawClient late = new RawClient(socket)) {
            late.send(post("/echo", "late"));
            guests.removeLast().close();
            assertTrue(late.answer().endsWith("late"));
        }
        for (RawClient guest : guests) {
            guest.close();
        }
    }

    @Test
    void losesNoWakeUp() throws Exception {
        List<Future<Integer>> clients = new ArrayList<>();
        for (int n = 0; n < 16; n++) {
            clients.add(threads.submit(() -> {
                int right = 0;
                for (int connection = 0; connection < 20; connection++) {
                    try (RawClient client = new RawClient(socket)) {
                        for (int request = 0; request < 20; request++) {
                            String body = "b".repeat(1 + request * 700);
                            right += client.send(post("/echo", body)).answer().endsWith("\r\n\r\n" + body) ? 1 : 0;
                        }
                    }
                }
                return right;
            }));
        }
        for (Future<Integer> client : clients) {
            assertEquals(400, client.get());
        }
    }

    @Test
    void drainClosesIdleConnectionsAtOnce() throws Exception {
        try (RawClient idle = new RawClient(socket);
                RawClient silent = new RawClient(socket)) {
            idle.send(post("/echo", "x")).answer();
            assertTimeoutPreemptively(Duration.ofSeconds(2), () -> server.drain(60_000));
            assertTrue(idle.isEnded());
            assertTrue(silent.isEnded());
        }
    }

    /** What is judged may make dockerd ask again: over a kept connection, or a new one. */
    @Test
    void drainAnswersEverybodyUntilNobodyWaits() throws Exception {
        try (RawClient running = new RawClient(socket);
                RawClient kept = new RawClient(socket)) {
            kept.send(post("/echo", "x")).answer();
            running.send(post("/wait", ""));
            entered.await();
            Future<?> drained = threads.submit(() -> server.drain(60_000));
            Thread.sleep(200);
            assertLast(kept.send(post("/echo", "on a kept one")), "on a kept one");
            try (RawClient late = new RawClient(socket)) {
                assertLast(late.send(post("/echo", "on a new one")), "on a new one");
            }
            assertFalse(drained.isDone());
            release.countDown();
            assertLast(running, "late");
            drained.get();
        }
    }

    private static void assertLast(RawClient client, String body) throws IOException {
        String answer = client.answer();
        assertTrue(answer.endsWith(body), answer);
        assertTrue(answer.contains("Connection: close"), answer);
        assertTrue(client.isEnded());
    }

    @Test
    void loopThatEndsUnaskedIsNotSilent() throws Exception {
        try (RawClient client = new RawClient(socket)) {
            client.send(post("/dies", ""));
            assertEquals("as if", death.get().getMessage());
        }
    }

    @Test
    void connectionsAreBoundedByOpenFiles() {
        assertEquals(7, new ServerLimits(1, 7, 1).withinOpenFiles().maxConnections());
        assertTrue(new ServerLimits(1, Integer.MAX_VALUE, 1).withinOpenFiles().maxConnections() < Integer.MAX_VALUE);
    }

    @Test
    void drainGivesUpOnARequestThatDoesNotFinish() throws Exception {
        try (RawClient running = new RawClient(socket)) {
            running.send(post("/wait", ""));
            entered.await();
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> server.drain(200));
        }
    }

    private static void await(BooleanSupplier condition) {
        for (int n = 0; n < 2000 && !condition.getAsBoolean(); n++) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        assertTrue(condition.getAsBoolean());
    }
}
