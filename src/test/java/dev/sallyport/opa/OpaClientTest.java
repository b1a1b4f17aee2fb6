package dev.sallyport.opa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.opa.FakeOpa.Script;
import dev.sallyport.opa.FakeOpa.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Against an OPA that behaves and misbehaves. */
@ParameterizedClass
@EnumSource
@Timeout(60)
@ExtendWith(FakeOpas.Extension.class)
final class OpaClientTest {

    private static final String PATH = "docker/authz/allow";

    @Parameter
    private Transport transport;

    @TempDir
    private Path directory;

    private FakeOpa opa;
    private OpaClient client;

    @BeforeEach
    void start(FakeOpas opas) throws IOException {
        opa = opas.start(transport);
        client = opas.client(opa);
    }

    private OpaAnswer ask() {
        return client.ask(PATH, Map.of("Method", "GET"));
    }

    private OpaAnswer.Decided decided() {
        return assertInstanceOf(OpaAnswer.Decided.class, ask());
    }

    private OpaFailure failure() {
        return assertInstanceOf(OpaAnswer.Failed.class, ask()).failure();
    }

    @Test
    void asksAsTheDataApiWantsIt() {
        assertTrue(decided().allowed());
        String request = opa.requests.getFirst();
        assertTrue(request.startsWith("POST /v1/data/docker/authz/allow?strict-builtin-errors=true HTTP/1.1\r\n"),
                request);
        assertTrue(request.contains("\r\nContent-Type: application/json"), request);
        assertTrue(request.endsWith("\r\n\r\n{\"input\":{\"Method\":\"GET\"}}"), request);
        assertFalse(request.contains("Authorization"), request);
    }

    @Test
    void failureOfABuiltInFunctionIsUndefinedUnlessItIsAskedFor() {
        try (OpaClient lenient = opa.client(Optional.empty(), false)) {
            lenient.ask("docker/authz/allow", Map.of("Method", "GET"));
        }
        assertTrue(opa.requests.getFirst().startsWith("POST /v1/data/docker/authz/allow HTTP/1.1\r\n"),
                opa.requests.getFirst());
    }

    @Test
    void placeWhereThePolicyFailedIsTold() {
        opa.script = FakeOpa.raw(500, """
                {"code":"internal_error","message":"error(s) occurred while evaluating query",\
                "errors":[{"code":"eval_builtin_error",
                 "message":"count: operand 1 must be one of {array, object, set, string} but got null",
                 "location":{"file":"/policies/authz.rego","row":7,"col":3}}]}""");
        assertEquals("status 500, authz.rego:7:3", assertInstanceOf(OpaAnswer.Failed.class, ask()).detail());
        opa.script = FakeOpa.raw(500, "{\"errors\":[]}");
        assertEquals("status 500", assertInstanceOf(OpaAnswer.Failed.class, ask()).detail());
    }

    @Test
    void tokenIsReadForEachQuestion() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        try (OpaClient withToken = opa.client(Optional.of(token))) {
            withToken.ask(PATH, Map.of());
            Files.writeString(token, "second");
            withToken.ask(PATH, Map.of());
            assertTrue(opa.requests.get(0).contains("\r\nAuthorization: Bearer first\r\n"));
            assertTrue(opa.requests.get(1).contains("\r\nAuthorization: Bearer second\r\n"));
            Files.delete(token);
            assertEquals(OpaFailure.TOKEN,
                    assertInstanceOf(OpaAnswer.Failed.class, withToken.ask(PATH, Map.of())).failure());
        }
        assertEquals(2, opa.requests.size());
    }

    @Test
    void readsReasonsWhereverTheyStand() {
        opa.script = FakeOpa.answering("{\"decision_id\":\"a80d\",\"result\":{\"allow\":false,\"deny\":[\"one\"],"
                + "\"messages\":[\"two\",\"one\"],"
                + "\"reasons\":[{\"msg\":\"three\"}]}}");
        assertEquals(new OpaAnswer.Decided(false, List.of("one", "two", "{\"msg\":\"three\"}"), false, "a80d"), ask());
        opa.script = FakeOpa.answering("{\"result\":{\"allow\":true,\"deny\":[\"one\"],\"remove\":true}}");
        assertEquals(new OpaAnswer.Decided(false, List.of("one"), true, ""), ask());
        opa.script = FakeOpa.answering("{\"result\":{\"allow\":true,\"messages\":[\"welcome\"],\"deny\":[]}}");
        assertEquals(new OpaAnswer.Decided(true, List.of(), false, ""), ask());
        opa.script = FakeOpa.answering("{\"result\":false}");
        assertEquals(new OpaAnswer.Decided(false, List.of(), false, ""), ask());
    }

    @Test
    void readsAChunkedAnswer() {
        opa.script = (channel, _) -> FakeOpa.send(channel,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"result\r\n7\r\n\":true}\r\n0\r\n\r\n");
        assertTrue(decided().allowed());
    }

    @TestFactory
    Stream<DynamicTest> misbehaviourHasAName() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n";
        Map<String, Map.Entry<OpaFailure, Script>> cases = new LinkedHashMap<>();
        cases.put("nothing", Map.entry(OpaFailure.UNREACHABLE, FakeOpa.thenClosing("")));
        cases.put("half a status line", Map.entry(OpaFailure.BROKEN, FakeOpa.thenClosing("HTTP/1.1 2")));
        cases.put("half a head", Map.entry(OpaFailure.BROKEN, FakeOpa.thenClosing("HTTP/1.1 200 OK\r\nContent-")));
        cases.put("half a body", Map.entry(OpaFailure.BROKEN, FakeOpa.thenClosing(head + "{\"result\"")));
        cases.put("half a chunk", Map.entry(OpaFailure.BROKEN, FakeOpa.thenClosing(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n{\"result")));
        cases.put("no last chunk", Map.entry(OpaFailure.BROKEN, FakeOpa.thenClosing(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n{\"result\":true}\r\n")));
        cases.put("not HTTP", Map.entry(OpaFailure.BROKEN, FakeOpa.thenClosing("SSH-2.0-OpenSSH_9.2\r\n")));
        cases.put("silence", Map.entry(OpaFailure.TIMEOUT, (_, _) -> Thread.sleep(10_000)));
        cases.put("a drip", Map.entry(OpaFailure.TIMEOUT, (channel, _) -> {
            FakeOpa.send(channel, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            for (int n = 0; n < 1000; n++) {
                FakeOpa.send(channel, " ");
                Thread.sleep(50);
            }
        }));
        cases.put("10 MB", Map.entry(OpaFailure.TOO_LARGE,
                FakeOpa.answering("{\"result\":true,\"x\":\"" + "x".repeat(10 << 20) + "\"}")));
        cases.put("301", Map.entry(OpaFailure.REDIRECT, (channel, _) -> FakeOpa.send(channel,
                "HTTP/1.1 301 Moved Permanently\r\nLocation: /v1/data/other\r\nContent-Length: 0\r\n\r\n")));
        cases.put("307", Map.entry(OpaFailure.REDIRECT, (channel, _) -> FakeOpa.send(channel,
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: /v1/data/other\r\nContent-Length: 0\r\n\r\n")));
        cases.put("401", Map.entry(OpaFailure.UNAUTHORIZED, FakeOpa.raw(401, "{\"code\":\"unauthorized\"}")));
        cases.put("403", Map.entry(OpaFailure.UNAUTHORIZED, FakeOpa.raw(403, "{}")));
        cases.put("400", Map.entry(OpaFailure.STATUS, FakeOpa.raw(400, "{\"result\":true}")));
        cases.put("404", Map.entry(OpaFailure.STATUS, FakeOpa.raw(404, "{\"result\":true}")));
        cases.put("500",
                Map.entry(OpaFailure.STATUS, FakeOpa.raw(500, "{\"code\":\"internal_error\",\"result\":true}")));
        cases.put("201", Map.entry(OpaFailure.STATUS, FakeOpa.raw(201, "{\"result\":true}")));
        answers().forEach((body, expected) -> cases.put(body, Map.entry(expected, FakeOpa.answering(body))));
        return cases.entrySet().stream().map(each -> DynamicTest
                .dynamicTest("answer: " + each.getKey().substring(0, Math.min(80, each.getKey().length())), () -> {
                    try (OpaClient fresh = opa.client(Optional.empty())) {
                        opa.script = each.getValue().getValue();
                        OpaAnswer answer = fresh.ask(PATH, Map.of());
                        assertEquals(each.getValue().getKey(),
                                assertInstanceOf(OpaAnswer.Failed.class, answer).failure(), answer::toString);
                    }
                }));
    }

    /** Bodies of a 200. */
    private static Map<String, OpaFailure> answers() {
        Map<String, OpaFailure> answers = new LinkedHashMap<>();
        answers.put("{}", OpaFailure.UNDEFINED);
        answers.put("{\"decision_id\":\"a\"}", OpaFailure.UNDEFINED);
        answers.put("{\"Result\":true}", OpaFailure.UNDEFINED);
        answers.put("{\"result\":null}", OpaFailure.NULL);
        answers.put("{\"result\":\"true\"}", OpaFailure.WRONG_TYPE);
        answers.put("{\"result\":1}", OpaFailure.WRONG_TYPE);
        answers.put("{\"result\":[true]}", OpaFailure.WRONG_TYPE);
        answers.put("{\"result\":{}}", OpaFailure.WRONG_TYPE);
        answers.put("{\"result\":{\"allow\":\"true\"}}", OpaFailure.WRONG_TYPE);
        answers.put("{\"result\":{\"allow\":null}}", OpaFailure.WRONG_TYPE);
        answers.put(
                "{\"result\":true,\"warning\":{\"code\":\"api_usage_warning\",\"message\":\"'input' key missing\"}}",
                OpaFailure.WARNING);
        answers.put("{\"result\":true,\"warning\":null}", OpaFailure.WARNING);
        answers.put("", OpaFailure.MALFORMED);
        answers.put("true", OpaFailure.MALFORMED);
        answers.put("[{\"result\":true}]", OpaFailure.MALFORMED);
        answers.put("{\"result\":true} {}", OpaFailure.MALFORMED);
        answers.put("{\"result\":true", OpaFailure.MALFORMED);
        answers.put("{\"result\":false,\"result\":true}", OpaFailure.MALFORMED);
        answers.put("{\"result\":" + "[".repeat(100_000), OpaFailure.MALFORMED);
        return answers;
    }

    @Test
    void deadlineHoldsForTheWhole() {
        opa.script = (_, _) -> Thread.sleep(10_000);
        long start = System.nanoTime();
        assertEquals(OpaFailure.TIMEOUT, failure());
        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(5)) < 0);
    }

    @Test
    void deadlineHoldsForTheRetryToo() {
        opa.script = (channel, _) -> {
            Thread.sleep(500);
            channel.close();
        };
        long start = System.nanoTime();
        assertEquals(OpaFailure.TIMEOUT, failure());
        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(5)) < 0);
        assertEquals(2, opa.requests.size());
    }

    @Test
    void connectionIsKept() {
        for (int n = 0; n < 5; n++) {
            assertTrue(decided().allowed());
        }
        assertEquals(1, opa.connections());
    }

    @Test
    void keptConnectionsOfAnOpaThatWasRestartedDoNotMatter() throws Exception {
        Script slow = (channel, _) -> {
            Thread.sleep(100);
            FakeOpa.send(channel, "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"result\":true}");
        };
        opa.script = slow;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 6).mapToObj(_ -> threads.submit(this::ask)).toList().forEach(OpaClientTest::get);
            assertTrue(opa.connections() > 1);
            opa.stop();
            opa.restart();
            List<Future<OpaAnswer>> after = IntStream.range(0, 6).mapToObj(_ -> threads.submit(this::ask)).toList();
            after.forEach(each -> assertInstanceOf(OpaAnswer.Decided.class, get(each)));
        }
    }

    private static OpaAnswer get(Future<OpaAnswer> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatFailsBeforeTheFirstByteIsTriedOnceMore() {
        AtomicInteger left = new AtomicInteger(1);
        opa.script = (channel, request) -> {
            if (left.getAndDecrement() > 0) {
                channel.close();
            } else {
                FakeOpa.answering("{\"result\":true}").answer(channel, request);
            }
        };
        assertTrue(decided().allowed());
        left.set(2);
        assertEquals(OpaFailure.UNREACHABLE, failure());
    }

    @Test
    void whatFailsAfterTheFirstByteIsNotTriedAgain() {
        opa.script = FakeOpa.thenClosing("H");
        assertEquals(OpaFailure.BROKEN, failure());
        opa.script = FakeOpa.thenClosing("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{");
        assertEquals(OpaFailure.BROKEN, failure());
        assertEquals(2, opa.requests.size());
    }

    @Test
    void knownToBeDownItAnswersAtOnceAndComesBackByItself() throws Exception {
        opa.stop();
        for (int n = 0; n < 5; n++) {
            assertEquals(OpaFailure.UNREACHABLE, failure());
        }
        assertEquals(OpaFailure.DOWN, failure());
        opa.restart();
        assertEquals(OpaFailure.DOWN, failure());
        assertEquals(0, opa.requests.size());
        Thread.sleep(1200);
        assertTrue(decided().allowed());
        assertTrue(decided().allowed());
    }

    @Test
    void stillDownItIsAskedOnceInAWhile() throws Exception {
        opa.script = (_, _) -> Thread.sleep(10_000);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 5).mapToObj(_ -> threads.submit(this::ask)).toList().forEach(OpaClientTest::get);
            Thread.sleep(1200);
            int before = opa.requests.size();
            List<OpaAnswer> answers = IntStream.range(0, 6).mapToObj(_ -> threads.submit(this::ask)).toList().stream()
                    .map(OpaClientTest::get).toList();
            assertEquals(1, opa.requests.size() - before, "one question, to see whether it is back");
            assertEquals(5,
                    answers.stream().filter(answer -> answer instanceof OpaAnswer.Failed(OpaFailure failure, _, _)
                            && failure == OpaFailure.DOWN).count());
        }
    }

    @Test
    void largeQuestionThatIsSlowDoesNotMakeOpaDown() {
        Map<String, Object> large = Map.of("Body", "x".repeat(100_000));
        opa.script = (_, _) -> Thread.sleep(10_000);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 7).mapToObj(_ -> threads.submit(() -> client.ask(PATH, large))).toList()
                    .forEach(answer -> assertEquals(OpaFailure.SLOW,
                            assertInstanceOf(OpaAnswer.Failed.class, get(answer)).failure()));
        }
        opa.script = FakeOpa.answering("{\"result\":true}");
        assertTrue(decided().allowed());
    }

    @Test
    void nothingIsSentOnceTheDeadlineIsOver() throws Exception {
        opa.script = (channel, _) -> {
            Thread.sleep(690);
            channel.close();
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 30).mapToObj(_ -> threads.submit(this::ask)).toList().forEach(OpaClientTest::get);
        }
        Thread.sleep(1500);
        opa.script = FakeOpa.answering("{\"result\":true}");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<OpaAnswer> answers = IntStream.range(0, 8).mapToObj(_ -> threads.submit(this::ask)).toList().stream()
                    .map(OpaClientTest::get).toList();
            assertTrue(answers.stream().noneMatch(answer -> answer instanceof OpaAnswer.Failed(OpaFailure failure, _, _)
                    && failure == OpaFailure.BUSY), answers::toString);
        }
    }

    @Test
    void policyThatFailsDoesNotMakeOpaDown() {
        opa.script = FakeOpa.raw(500, "{}");
        for (int n = 0; n < 12; n++) {
            assertEquals(OpaFailure.STATUS, failure());
        }
        opa.script = FakeOpa.answering("{\"result\":true}");
        assertTrue(decided().allowed());
    }

    @Test
    void burstWaitsWithinItsDeadline() {
        opa.script = (channel, request) -> {
            Thread.sleep(400);
            FakeOpa.answering("{\"result\":true}").answer(channel, request);
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<OpaAnswer> answers = IntStream.range(0, 24).mapToObj(_ -> threads.submit(this::ask)).toList().stream()
                    .map(OpaClientTest::get).toList();
            assertEquals(8, answers.stream().filter(OpaAnswer.Decided.class::isInstance).count());
        }
    }

    @Test
    void longInputArrivesWhole() {
        String text = "é\u0000\"\\" + "x".repeat(200_000);
        client.ask(PATH, Map.of("Body", text));
        assertTrue(opa.requests.getFirst().getBytes(StandardCharsets.UTF_8).length > 200_000);
        assertTrue(opa.requests.getFirst().contains("é\\u0000\\\"\\\\xxx"));
    }
}
