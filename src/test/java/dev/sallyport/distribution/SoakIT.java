package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.plugin.transport.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everybody's day and somebody's attack at once, for a while: nothing grows, and nobody waits. Takes
 * {@code -Dsallyport.soak=3600}, in seconds; 30 without, which shows that it works, and not that it lasts.
 */
final class SoakIT {

    private static final Duration LASTS = Duration.ofSeconds(Integer.getInteger("sallyport.soak", 30));
    /** From then on a trend can be told from the warming up. */
    private static final Duration SHOWS_A_TREND = Duration.ofMinutes(5);
    private static final int SAMPLES = 60;
    private static final int ATTACKERS = 6;
    private static final String ALLOWED = "\"Allow\":true";
    /** The heap's 192 MiB, and as much again as a Java process has beside it. */
    private static final long MOST_KIB = 320 << 10;
    private static final long GROWTH_KIB = 10 << 10;
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private volatile boolean over;
    private final AtomicLong everyday = new AtomicLong();
    private final AtomicLong attacks = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicLong oversleptNanos = new AtomicLong();

    /** What it takes at one moment. */
    private record Sample(long kib, long files, long threads) {
        static Sample of(long pid) throws IOException {
            Path process = Path.of("/proc/" + pid);
            long kib = 0;
            long threads = 0;
            for (String line : Files.readAllLines(process.resolve("status"))) {
                if (line.startsWith("VmRSS:")) {
                    kib = number(line);
                } else if (line.startsWith("Threads:")) {
                    threads = number(line);
                }
            }
            try (Stream<Path> files = Files.list(process.resolve("fd"))) {
                return new Sample(kib, files.count(), threads);
            }
        }

        private static long number(String line) {
            return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
    }

    @Test
    void nothingGrowsAndNobodyWaits() throws Exception {
        try (FakeDockerd _ =
                        new FakeDockerd(Plugin.dockerSocket(directory), 2, Optional.empty()).withLongAnswers(12_000);
                Plugin plugin = Plugin.start(directory, "\"limits\": {\"stall\": 1000}", Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            useOnce(plugin);
            Sample before = Sample.of(plugin.process.pid());
            List<Future<?>> users = new ArrayList<>();
            users.add(threads.submit(() -> repeat(100, () -> bystand(plugin))));
            users.add(threads.submit(() -> repeat(20, () -> useOnce(plugin))));
            users.add(threads.submit(() -> repeat(0, this::oversleep)));
            for (int n = 0; n < ATTACKERS; n++) {
                users.add(threads.submit(() -> repeat(5, () -> attack(plugin))));
            }
            List<Sample> samples = watchUntilOver(plugin, users);
            for (Future<?> user : users) {
                user.get();
            }
            report(before, samples);
            assertFlat(samples);
            assertCalmsDown(plugin, before);
            assertFalse(plugin.log().contains("Exception"), plugin.log());
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private Void repeat(long pauseMillis, Step step) throws Exception {
        while (!over) {
            step.run();
            Thread.sleep(pauseMillis);
        }
        return null;
    }

    private List<Sample> watchUntilOver(Plugin plugin, List<Future<?>> users) throws Exception {
        try {
            return watch(plugin, users);
        } finally {
            over = true;
        }
    }

    private static List<Sample> watch(Plugin plugin, List<Future<?>> users) throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (int n = 0; n < SAMPLES; n++) {
            Thread.sleep(LASTS.dividedBy(SAMPLES));
            assertTrue(plugin.process.isAlive(), plugin.log());
            samples.add(Sample.of(plugin.process.pid()));
            for (Future<?> user : users) {
                if (user.isDone()) {
                    user.get();
                }
            }
        }
        return samples;
    }

    private void report(Sample before, List<Sample> samples) {
        System.out.printf("soak of %d s: %d everyday requests, %d attacks; slowest list %d ms, a sleep %d ms too long;"
                + " before %s%n",
                LASTS.toSeconds(), everyday.get(), attacks.get(), slowestNanos.get() / 1_000_000,
                oversleptNanos.get() / 1_000_000, before);
        for (int n = SAMPLES / 10 - 1; n < SAMPLES; n += SAMPLES / 10) {
            System.out.println("  " + samples.get(n));
        }
    }

    private static void assertFlat(List<Sample> samples) {
        assertTrue(most(samples, 0, SAMPLES) < MOST_KIB, samples::toString);
        if (LASTS.compareTo(SHOWS_A_TREND) >= 0) {
            long middle = most(samples, SAMPLES / 3, 2 * SAMPLES / 3);
            long end = most(samples, 2 * SAMPLES / 3, SAMPLES);
            assertTrue(end <= middle + GROWTH_KIB, samples::toString);
        }
    }

    private static long most(List<Sample> samples, int from, int to) {
        return samples.subList(from, to).stream().mapToLong(Sample::kib).max().orElseThrow();
    }

    /** Threads and connections that nobody uses go away by themselves. */
    private static void assertCalmsDown(Plugin plugin, Sample before) throws Exception {
        Sample after = Sample.of(plugin.process.pid());
        for (int n = 0; n < 200 && after.threads() > before.threads() + 2; n++) {
            Thread.sleep(100);
            after = Sample.of(plugin.process.pid());
        }
        System.out.println("  calm: " + after);
        assertTrue(after.threads() <= before.threads() + 2, after::toString);
        // Connections to dockerd that are kept.
        assertTrue(after.files() <= before.files() + 64, after::toString);
        assertEquals(0, plugin.connections());
    }

    // ---- users ------------------------------------------------------------------------------------------------------

    private void bystand(Plugin plugin) throws IOException {
        long start = System.nanoTime();
        assertTrue(plugin.ask(Plugin.LIST).contains(ALLOWED));
        long took = System.nanoTime() - start;
        slowestNanos.accumulateAndGet(took, Math::max);
        Duration fault = Duration.ofNanos(took - oversleptNanos.get());
        assertTrue(fault.compareTo(AT_ONCE) < 0, () -> took / 1_000_000 + " ms for a list");
    }

    /** On a machine that is busy with something else, this thread sleeps as much too long as the plugin waits. */
    private void oversleep() throws InterruptedException {
        long start = System.nanoTime();
        Thread.sleep(20);
        oversleptNanos.accumulateAndGet(System.nanoTime() - start - 20_000_000, Math::max);
    }

    private void useOnce(Plugin plugin) throws IOException {
        try (RawClient client = new RawClient(plugin.socket())) {
            assertAnswer(client, Plugin.LIST, ALLOWED);
            assertAnswer(client, Plugin.create("mine" + everyday.get(), ",\"Env\":[\"A=b\"]", ""), ALLOWED);
            assertAnswer(client, Plugin.create("", "", ",\"Privileged\":true"), "privileged");
            assertAnswer(client, exec("there"), ALLOWED);
            everyday.addAndGet(4);
        }
    }

    private static void assertAnswer(RawClient client, String message, String wanted) throws IOException {
        String answer = client.send(Plugin.request(message)).answer();
        assertTrue(answer.contains(wanted), answer);
    }

    private static String exec(String container) {
        return Plugin.message("POST", "/v1.45/containers/" + container + "/exec", "{\"Cmd\":[\"true\"]}");
    }

    private void attack(Plugin plugin) throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        attacks.incrementAndGet();
        switch (random.nextInt(9)) {
            case 0 -> plugin.ask(Plugin.create("x", ",\"Env\":[" + "\"a\",".repeat(11_000) + "\"b\"]", ""));
            case 1 -> plugin.ask(exec("long-" + random.nextInt(1000)));
            case 2 -> plugin.ask(Plugin.create("x", ",\"Labels\":" + "[".repeat(20_000), ""));
            case 3 -> plugin.ask("{\"RequestMethod\":");
            case 4 -> plugin.ask("{\"RequestMethod\":\"POST\",\"RequestUri\":\"/swarm/init\",\"RequestHeaders\":{\""
                    + "X".repeat(60_000) + "\":\"\"}}");
            case 5 -> plugin.ask(Plugin.create("x", "", ",\"Binds\":[\"" + "/a/..".repeat(10_000) + ":/x:ro\"]"));
            case 6 -> breakOff(plugin);
            case 7 -> sendAndDoNotRead(plugin);
            default -> openAndClose(plugin);
        }
    }

    private static void breakOff(Plugin plugin) throws IOException {
        byte[] message = Plugin.request(Plugin.LIST);
        int length = ThreadLocalRandom.current().nextInt(1, message.length);
        try (RawClient client = new RawClient(plugin.socket())) {
            client.send(Arrays.copyOf(message, length));
        }
    }

    private static void sendAndDoNotRead(Plugin plugin) throws IOException {
        byte[] message = Plugin.request(Plugin.LIST);
        try (RawClient client = new RawClient(plugin.socket())) {
            for (int n = 0; n < 100; n++) {
                client.send(message);
            }
        }
    }

    private static void openAndClose(Plugin plugin) throws IOException {
        for (int n = 0; n < 50; n++) {
            new RawClient(plugin.socket()).close();
        }
    }
}
