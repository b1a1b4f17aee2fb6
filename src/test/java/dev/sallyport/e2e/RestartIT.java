package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.plugin.transport.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** A socket that systemd keeps: whatever becomes of the process behind it, no request is lost. */
@OnEachEngine
@Timeout(600)
final class RestartIT {

    /** {@code -Dsallyport.restarts=100} for the long run. Every fifth is a crash. */
    private static final int RESTARTS = Integer.getInteger("sallyport.restarts", 10);
    private static final int CLIENTS = 4;
    private static final int CALLS_BETWEEN = 10;

    private static final String CREATE = """
            {"Image":"bb:1","User":"1000:1000","HostConfig":{"Memory":67108864,"CapDrop":["ALL"],\
            "NetworkMode":"none"%s}}""";
    private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]{64})\"");

    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        docker = engines.start(engine);
    }

    /** @param begin and {@code end}: of {@link System#nanoTime} */
    private record Call(long begin, long end, String what, int wanted, String answer) {
        boolean succeeded() {
            return answer.startsWith("HTTP/1.1 " + wanted);
        }
    }

    /** From the kill to the end of the process. */
    private record Crash(long begin, long end) {
        static Crash of(ProcessHandle process) {
            long begin = System.nanoTime();
            process.destroyForcibly();
            GuardedEngine.await("the crash", () -> !process.isAlive());
            return new Crash(begin, System.nanoTime());
        }

        boolean isDuring(Call call) {
            return call.begin() - end < 0 && call.end() - begin > 0;
        }
    }

    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean working = new AtomicBoolean(true);

    @Test
    void restartsAndCrashesFailNoCallButThoseUnderWayAtACrash() throws Exception {
        assertEquals(143, docker.stopSallyport(Duration.ofSeconds(5)));
        List<Crash> crashes = new ArrayList<>();
        try (ActivatedSallyport sallyport = docker.activateSallyport();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 0; n < CLIENTS; n++) {
                clients.submit(this::work);
            }
            try {
                for (int n = 1; n <= RESTARTS; n++) {
                    awaitMoreCalls();
                    ProcessHandle before = sallyport.process().orElseThrow();
                    if (n % 5 == 0) {
                        crashes.add(Crash.of(before));
                    } else {
                        before.destroy();
                    }
                    GuardedEngine.await("the next process",
                            () -> sallyport.process().filter(next -> next.pid() != before.pid()).isPresent());
                }
                awaitMoreCalls();
            } finally {
                working.set(false);
            }
        }
        List<Call> failed = calls.stream().filter(call -> !call.succeeded()).toList();
        List<Call> unexplained = failed.stream()
                .filter(call -> crashes.stream().noneMatch(crash -> crash.isDuring(call)))
                .toList();
        assertEquals(List.of(), unexplained);
        assertTrue(failed.size() <= CLIENTS * crashes.size(), failed::toString);
        System.out.printf("RestartIT, %s: %d restarts, %d of them crashes; %d calls, %d failed: %s%n",
                engine, RESTARTS, crashes.size(), calls.size(), failed.size(), pauses());
    }

    private String pauses() {
        List<Long> millis = calls.stream().map(call -> (call.end() - call.begin()) / 1_000_000).sorted().toList();
        return "p50 %d ms, longest %d ms".formatted(millis.get(millis.size() / 2), millis.getLast());
    }

    private void awaitMoreCalls() {
        int before = calls.size();
        GuardedEngine.await("calls", () -> calls.size() >= before + CALLS_BETWEEN);
    }

    /** What is read, denied, and permitted and recorded, turn by turn. */
    private void work() {
        while (working.get()) {
            call("GET", "/containers/json", "", 200);
            call("POST", "/containers/create", CREATE.formatted(",\"Privileged\":true"), 403);
            Call created = call("POST", "/containers/create", CREATE.formatted(""), 201);
            Matcher id = ID.matcher(created.answer());
            if (id.find()) {
                call("DELETE", "/containers/" + id.group(1), "", 204);
            }
        }
    }

    private Call call(String method, String target, String body, int wanted) {
        long begin = System.nanoTime();
        String answer;
        try (RawClient client = new RawClient(docker.dockerSocket())) {
            answer = client.send(method + " " + target + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .everything();
        } catch (IOException e) {
            answer = e.toString();
        }
        Call call = new Call(begin, System.nanoTime(), method + " " + target, wanted, answer);
        calls.add(call);
        return call;
    }
}
