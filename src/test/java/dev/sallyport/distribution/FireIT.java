package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.distribution.Plugin.Launch;
import dev.sallyport.plugin.transport.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one user can send to stop the plugin for everybody: each of these once did. */
@Timeout(60)
final class FireIT {

    private static final String ALLOWED = "\"Allow\":true";
    private static final String START =
            "{\"RequestMethod\":\"POST\",\"RequestUri\":\"/v1.45/containers/web/start\"}";
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    @Test
    void manyLargeCreatesAtOnceDoNotExhaustTheMemory() throws Exception {
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 100, Optional.empty());
                Plugin plugin = Plugin.start(directory, "", Map.of())) {
            String justBelow64K = Plugin.create("x", ",\"Env\":[" + "\"a\",".repeat(11_000) + "\"b\"]", "");
            String medium = Plugin.create("x", ",\"Env\":[" + "\"a\",".repeat(5_000) + "\"b\"]", "");
            assertPermittedOrRefusedAtOnce(answers(600, () -> plugin.ask(justBelow64K)));
            assertPermittedOrRefusedAtOnce(answers(900, () -> plugin.ask(medium)));
            assertTrue(plugin.process.isAlive(), plugin.log());
            assertAnswersAtOnce(plugin);
            assertTrue(plugin.ask(Plugin.create("x", "", "")).contains(ALLOWED));
        }
    }

    private static void assertPermittedOrRefusedAtOnce(List<String> answers) {
        for (String answer : answers) {
            assertTrue(answer.contains(ALLOWED) || answer.contains("too much is being judged"), answer);
        }
    }

    @Test
    void hungFileSystemHoldsOnlyTheDecisionsThatLookAtIt() throws Exception {
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory, "\"limits\": {\"decision\": 2000}",
                        Map.of("LD_PRELOAD", Preload.library("hang", directory)));
                RawClient hung = new RawClient(plugin.socket())) {
            String bind = Plugin.create("x", "", ",\"Binds\":[\"/hang/data:/d:ro\"]");
            List<RawClient> others = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                others.add(new RawClient(plugin.socket()).send(Plugin.request(bind)));
            }
            hung.send(Plugin.request(bind));
            assertAnswersAtOnce(plugin);
            assertTrue(plugin.ask(Plugin.create("x", "", "")).contains(ALLOWED));
            assertTrue(hung.answer().contains("no decision within 2000 ms"));
            for (RawClient other : others) {
                assertTrue(other.answer().contains("no decision within 2000 ms"));
                other.close();
            }
            assertTrue(plugin.ask(Plugin.create("x", "", "")).contains(ALLOWED));
            assertEquals(21,
                    plugin.records().stream().filter(record -> record.contains("no decision within 2000 ms")).count());
        }
    }

    /** Paths that cost time to follow or to clean, as many as a request may hold, from several connections at once. */
    @Test
    void costlyPathsHoldNobodyUp() throws Exception {
        String deep = IntStream.range(0, 64)
                .mapToObj(n -> "\"/srv/" + n + "/a".repeat(2000) + ":/x" + n + ":ro\"")
                .collect(Collectors.joining(",", ",\"Binds\":[", "]"));
        String dots = ",\"Binds\":[\"" + "/a".repeat(60_000) + "/..".repeat(60_000) + ":/x:ro\"]";
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory, "", Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Integer>> attackers = Stream.of(deep, dots, deep, dots, deep, dots)
                    .map(binds -> threads.submit(() -> askUntil(over, plugin, Plugin.create("x", "", binds))))
                    .toList();
            for (int n = 0; n < 40; n++) {
                assertAnswersAtOnce(plugin);
                Thread.sleep(50);
            }
            over.set(true);
            for (Future<Integer> attacker : attackers) {
                assertTrue(attacker.get() > 0);
            }
        }
    }

    /** Returns how often. */
    private static int askUntil(AtomicBoolean over, Plugin plugin, String message) throws IOException {
        int asked = 0;
        while (!over.get()) {
            assertFalse(plugin.ask(message).contains(ALLOWED));
            asked++;
        }
        return asked;
    }

    @Test
    void dockerdsQuestionsBackPassBeforeWhatQueues() throws Exception {
        Path socket = directory.resolve("plugin.sock");
        try (FakeDockerd dockerd = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.of(socket));
                Plugin plugin = Plugin.start(directory, "", Map.of())) {
            List<String> answers = answers(1000, () -> plugin.ask(Plugin.create("x", "", "")));
            assertEquals(1000, answers.stream().filter(answer -> answer.contains(ALLOWED)).count(),
                    () -> answers.stream().filter(answer -> !answer.contains(ALLOWED)).findFirst().orElse(""));
            assertEquals(0, dockerd.refused.get());
        }
    }

    @Test
    void messagesThatDoNotArriveAreRecordedAndLeaveNoStackTraces() throws Exception {
        try (Plugin plugin = Plugin.start(directory, "\"limits\": {\"stall\": 400}", Map.of())) {
            byte[] message = Plugin.request(Plugin.LIST);
            for (int n = 0; n < 50; n++) {
                try (RawClient broken = new RawClient(plugin.socket())) {
                    broken.send(Arrays.copyOf(message, message.length - 5));
                }
            }
            List<RawClient> stalled = new ArrayList<>();
            for (int n = 0; n < 50; n++) {
                stalled.add(new RawClient(plugin.socket()).send(Arrays.copyOf(message, message.length - 5)));
            }
            for (RawClient each : stalled) {
                assertTrue(each.isEnded());
                each.close();
            }
            await(() -> plugin.records().size() == 100);
            assertTrue(plugin.records().stream().allMatch(record -> record.contains("\"decision\":\"deny\"")));
            assertFalse(plugin.log().contains("Exception"), plugin.log());
            assertAnswersAtOnce(plugin);
        }
    }

    @Test
    void clientsThatDripOrNeverReadHoldNobodyUp() throws Exception {
        try (Plugin plugin = Plugin.start(directory, "\"limits\": {\"stall\": 400}", Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 0; n < 40; n++) {
                threads.execute(() -> drip(plugin));
            }
            for (int n = 0; n < 4; n++) {
                threads.execute(() -> sendAndNeverRead(plugin));
            }
            for (int n = 0; n < 20; n++) {
                assertAnswersAtOnce(plugin);
                Thread.sleep(50);
            }
            await(() -> plugin.connections() == 0);
            assertFalse(plugin.log().contains("Exception"), plugin.log());
        }
    }

    private static void drip(Plugin plugin) {
        byte[] message = Plugin.request(Plugin.LIST);
        try (RawClient client = new RawClient(plugin.socket())) {
            for (byte each : message) {
                client.send(new byte[] {each});
                Thread.sleep(4);
            }
        } catch (IOException | InterruptedException e) {
            // It was ended.
        }
    }

    private static void sendAndNeverRead(Plugin plugin) {
        byte[] message = Plugin.request(Plugin.LIST);
        try (RawClient client = new RawClient(plugin.socket())) {
            for (int n = 0; n < 3000; n++) {
                client.send(message);
            }
        } catch (IOException e) {
            // It was ended.
        }
    }

    /** A start takes the name until dockerd has carried it out, which is never reported here. */
    @Test
    void nameThatIsHeldMakesOnlyItsOwnWaitAndNotLong() throws Exception {
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory, "", Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean over = new AtomicBoolean();
            Future<?> starter = threads.submit(() -> {
                while (!over.get()) {
                    String answer = plugin.ask(START);
                    assertTrue(answer.contains(ALLOWED), answer);
                    Thread.sleep(100);
                }
                return null;
            });
            Thread.sleep(300);
            long start = System.nanoTime();
            String waited = plugin.ask(Plugin.create("web", "", ""));
            assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(AT_ONCE) < 0, waited);
            assertTrue(plugin.ask(Plugin.create("other", "", "")).contains(ALLOWED));
            over.set(true);
            starter.get();
        }
    }

    /** Read once for each bind, the host's table of mounts took 155 ms of CPU for one create. */
    @Test
    void manyMountsOfTheHostCostLittle() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to mount");
        String mounts = "mkdir -p $0/m $0/data;"
                + " for n in $(seq 800); do mkdir $0/m/$n; mount --bind $0/data $0/m/$n; done; exec \"$@\"";
        List<String> within = List.of("unshare", "-m", "sh", "-c", mounts, directory.toString());
        String binds = IntStream.range(0, 60).mapToObj(n -> "\"/srv/data" + n + ":/d" + n + ":ro\"")
                .collect(Collectors.joining(",", ",\"Binds\":[", "]"));
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory, new Launch(within, "", "", Map.of()))) {
            String create = Plugin.create("x", "", binds);
            for (int n = 0; n < 20; n++) {
                assertTrue(plugin.ask(create).contains("Allow"));
            }
            Duration before = plugin.cpu();
            for (int n = 0; n < 20; n++) {
                plugin.ask(create);
            }
            Duration each = plugin.cpu().minus(before).dividedBy(20);
            assertTrue(each.toMillis() < 40, each::toString);
        }
    }

    /** Whoever creates a container chooses how much dockerd has to tell of it. */
    @Test
    void longAnswersOfDockerdExhaustNoMemoryAndStopNobodysShortOnes() throws Exception {
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 20, Optional.empty())
                        .withLongAnswers(24_000);
                Plugin plugin = Plugin.start(directory, "", Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicInteger next = new AtomicInteger();
            Future<List<String>> attack =
                    threads.submit(() -> answers(300, () -> plugin.ask(exec("long-" + next.incrementAndGet()))));
            while (!attack.isDone()) {
                String bystanders = plugin.ask(exec("there"));
                assertTrue(bystanders.contains(ALLOWED), bystanders);
                assertAnswersAtOnce(plugin);
            }
            for (String answer : attack.get()) {
                assertTrue(answer.contains(ALLOWED) || answer.contains("too much is being judged"), answer);
            }
            assertTrue(attack.get().stream().anyMatch(answer -> answer.contains(ALLOWED)));
        }
    }

    private static String exec(String container) {
        return Plugin.message("POST", "/v1.45/containers/" + container + "/exec", "{\"Cmd\":[\"true\"]}");
    }

    @Test
    void stopAnswersLateRequestsAndEndsIdleConnectionsAtOnce() throws Exception {
        try (Plugin plugin = Plugin.start(directory, "", Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                RawClient idle = new RawClient(plugin.socket())) {
            assertTrue(idle.send(Plugin.request(Plugin.LIST)).answer().contains(ALLOWED));
            List<Future<String>> busy = new ArrayList<>();
            for (int n = 0; n < 8; n++) {
                busy.add(threads.submit(() -> lastAnswer(plugin)));
            }
            Thread.sleep(300);
            long start = System.nanoTime();
            assertEquals(143, plugin.stop());
            assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(2)) < 0);
            assertTrue(idle.isEnded());
            for (Future<String> each : busy) {
                assertTrue(each.get().contains(ALLOWED), "the last answer: " + each.get());
            }
        }
    }

    /** Asks on one connection until it ends. Returns the last whole answer. */
    private static String lastAnswer(Plugin plugin) {
        String last = "";
        try (RawClient client = new RawClient(plugin.socket())) {
            for (String next = client.send(Plugin.request(Plugin.LIST)).answer(); !next.isEmpty();
                    next = client.send(Plugin.request(Plugin.LIST)).answer()) {
                last = next;
            }
        } catch (IOException e) {
            // It has ended.
        }
        return last;
    }

    @Test
    void headerNameOfAnyLengthIsReadAndRecorded() throws Exception {
        try (Plugin plugin = Plugin.start(directory, "", Map.of())) {
            String answer = plugin.ask("{\"RequestMethod\":\"POST\",\"RequestUri\":\"/v1.45/swarm/init\","
                    + "\"RequestBody\":\"e30=\",\"RequestHeaders\":{\""
                    + "X".repeat(60_000) + "\":\"1\"}}");
            assertTrue(answer.contains("SwarmInit is not allowed"), answer);
            assertEquals(1, plugin.records().size());
        }
    }

    private static void assertAnswersAtOnce(Plugin plugin) throws IOException {
        long start = System.nanoTime();
        assertTrue(plugin.ask(Plugin.LIST).contains(ALLOWED));
        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(AT_ONCE) < 0);
    }

    private static List<String> answers(int count, Callable<String> question) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                answers.add(threads.submit(question));
            }
            List<String> texts = new ArrayList<>();
            for (Future<String> answer : answers) {
                texts.add(answer.get());
            }
            return texts;
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        for (int n = 0; n < 1000 && !condition.call(); n++) {
            Thread.sleep(10);
        }
        assertTrue(condition.call());
    }
}
