package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.distribution.Plugin.Launch;
import dev.sallyport.plugin.transport.RawClient;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are slow or full, and whoever else writes to the audit log: each of these once lost records. */
@Timeout(60)
final class AuditFireIT {

    private static final String ALLOWED = "\"Allow\":true";
    private static final int SYNC_MILLIS = 60;

    @TempDir
    private Path directory;

    /** Behind a lock, 32 clients' 5 records each would take 160 forces of 60 ms. */
    @Test
    void oneForceServesAllThatWait() throws Exception {
        try (Plugin plugin = Plugin.start(directory, slowDisk("each"))) {
            assertTrue(elapsed(() -> listRepeatedly(plugin, 32, 5)).toMillis() < 160 * SYNC_MILLIS / 4);
            assertEquals(160, plugin.records().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "batched"})
    void slowDiskHoldsNobodyUpWhoNeedNotWaitForIt(String sync) throws Exception {
        try (Plugin plugin = Plugin.start(directory, slowDisk(sync))) {
            listRepeatedly(plugin, 4, 5);
            assertTrue(elapsed(() -> listRepeatedly(plugin, 4, 100)).toMillis() < 100 * SYNC_MILLIS / 4);
            assertEquals(420, plugin.records().size());
        }
    }

    private Launch slowDisk(String sync) throws IOException, InterruptedException {
        return new Launch(List.of(), "\"record\": \"all\", \"sync\": \"" + sync + "\"", "",
                Map.of("LD_PRELOAD", Preload.library("hang", directory), "SLOW_SYNC_MS", "" + SYNC_MILLIS));
    }

    private static void listRepeatedly(Plugin plugin, int clients, int times) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int n = 0; n < clients; n++) {
                all.add(threads.submit(() -> {
                    try (RawClient client = new RawClient(plugin.socket())) {
                        for (int asked = 0; asked < times; asked++) {
                            assertTrue(client.send(Plugin.request(Plugin.LIST)).answer().contains(ALLOWED));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static Duration elapsed(Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void secondProcessOnTheSameFileDoesNotStart() throws Exception {
        Path second = Files.createDirectory(directory.resolve("second"));
        try (Plugin plugin = Plugin.start(directory, "", Map.of())) {
            Files.createSymbolicLink(second.resolve("audit.jsonl"), directory.resolve("audit.jsonl"));
            assertTrue(plugin.ask(Plugin.message("POST", "/v1.45/swarm/init", "{}")).contains("denied"));
            Process refused = Plugin.run(second, Launch.withAudit("\"record\": \"all\""));
            assertTrue(refused.waitFor(20, TimeUnit.SECONDS));
            assertNotEquals(0, refused.exitValue());
            assertTrue(Files.readString(second.resolve("log")).contains("is in use by another sallyport"));
            assertFalse(Files.exists(second.resolve("plugin.sock")));
            assertEquals(1, plugin.records().size());
        }
    }

    @Test
    void logThatCannotBeRenewedGoesOnInTheOldFileAndRotatesOnceThereIsRoom() throws Exception {
        try (SmallDisk disk = new SmallDisk(directory, "nr_inodes=5,size=50m")) {
            Path filler = Files.createFile(disk.root.resolve("1"));
            Path lock = disk.root.resolve(".audit.jsonl.lock");
            try (Plugin plugin = Plugin.start(directory, disk.launch("\"maxBytes\": \"64k\""))) {
                listRepeatedly(plugin, 1, 1);
                assertTrue(Files.exists(lock));
                Path last = Files.createFile(disk.root.resolve("2"));
                listRepeatedly(plugin, 1, 600);
                long grown = Files.size(disk.log());
                assertTrue(grown > 64 << 10, "it has " + grown + " bytes");
                assertTrue(plugin.log().lines().count() < 10, plugin.log());
                Files.delete(filler);
                Files.delete(last);
                // An attempt a second.
                Thread.sleep(1100);
                listRepeatedly(plugin, 1, 50);
                assertTrue(Files.size(disk.log()) < grown);
                assertEquals(651, disk.records());
            }
        }
    }

    @Test
    void whileTheDiskIsFullIsDeniedWhatCannotBeRecordedAndNothingAfterwards() throws Exception {
        try (SmallDisk disk = new SmallDisk(directory, "size=2m");
                Plugin plugin = Plugin.start(directory, disk.launch("\"maxBytes\": \"64k\", \"keep\": 1000"));
                RawClient client = new RawClient(plugin.socket())) {
            byte[] list = Plugin.request(Plugin.LIST);
            int answered = 0;
            Path filler = disk.fill();
            String answer = client.send(list).answer();
            for (; answer.contains(ALLOWED); answered++) {
                assertTrue(answered < 20_000);
                answer = client.send(list).answer();
            }
            assertTrue(answer.contains("could not be written into the audit log"), answer);
            Files.delete(filler);
            for (int n = 0; n < 1000; n++, answered++) {
                assertTrue(client.send(list).answer().contains(ALLOWED));
            }
            assertTrue(plugin.log().lines().count() < 20, plugin.log());
            assertEquals(143, plugin.stop());
            assertTrue(disk.records() >= answered, disk.records() + " of " + answered);
            try (Stream<Path> files = Files.list(disk.root)) {
                assertTrue(files.noneMatch(file -> file.toString().endsWith(".partial")));
            }
        }
    }

    /** A file system of its own, for the audit log. */
    private static final class SmallDisk implements Closeable {
        private final Path root;

        SmallDisk(Path directory, String options) throws IOException, InterruptedException {
            assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to mount");
            this.root = Files.createDirectory(directory.resolve("disk"));
            run("mount", "-t", "tmpfs", "-o", options, "tmpfs", root.toString());
        }

        /** Leaves 256 KiB. */
        Path fill() throws IOException {
            Path filler = root.resolve("filler");
            Files.write(filler, new byte[(int) Files.getFileStore(root).getUsableSpace() - (256 << 10)]);
            return filler;
        }

        Path log() {
            return root.resolve("audit.jsonl");
        }

        Launch launch(String audit) throws IOException {
            Files.createSymbolicLink(root.resolveSibling("audit.jsonl"), log());
            return Launch.withAudit("\"record\": \"all\", " + audit);
        }

        long records() throws IOException {
            return AuditFiles.in(root).size();
        }

        private static void run(String... command) throws IOException, InterruptedException {
            assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        }

        @Override
        public void close() throws IOException {
            try {
                run("umount", "-l", root.toString());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
