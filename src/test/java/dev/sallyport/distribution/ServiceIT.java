package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.plugin.transport.RawClient;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears of the service, and what it lets the service do. */
@Timeout(60)
final class ServiceIT {

    private static final String PING = "WATCHDOG=1";

    @TempDir
    private Path directory;

    @Test
    void saysThatItIsReadyAndThenThatItIsAliveAsLongAsItAnswers() throws Exception {
        try (Listener systemd = Listener.start(directory);
                Plugin plugin = Plugin.start(directory, "\"limits\": {\"maxConnections\": 8}",
                        Map.of("NOTIFY_SOCKET", systemd.socket().toString(), "WATCHDOG_USEC", "300000"))) {
            systemd.awaitMore(3);
            assertEquals(List.of("READY=1", PING, PING), systemd.heard().subList(0, 3));
            assertEquals(List.of(), plugin.records());

            List<RawClient> everyPlace = new ArrayList<>();
            for (int n = 0; n < 8; n++) {
                everyPlace.add(new RawClient(plugin.socket()));
            }
            Thread.sleep(200);
            int before = systemd.heard().size();
            Thread.sleep(600);
            assertEquals(before, systemd.heard().size(), "it answers nobody, and says that it is alive");

            for (RawClient each : everyPlace) {
                each.close();
            }
            systemd.awaitMore(2);
            assertFalse(plugin.log().contains("systemd"), plugin.log());
        }
    }

    @Test
    void unitIsHardened() throws Exception {
        Process analyze = new ProcessBuilder("systemd-analyze", "security", "--offline=yes", "--threshold=20",
                Path.of("packaging/sallyport.service").toAbsolutePath().toString())
                .redirectErrorStream(true).start();
        String report = new String(analyze.getInputStream().readAllBytes());
        assertEquals(0, analyze.waitFor(), report);
        assertTrue(report.contains("exposure level"), report);
    }

    /** A socket that takes datagrams, which Java cannot make. */
    private record Listener(Path socket, Path log, Process process) implements Closeable {

        private static final String PROGRAM = """
                import socket, sys
                s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                s.bind(sys.argv[1])
                while True:
                    print(s.recv(4096).decode(), flush=True)
                """;

        static Listener start(Path directory) throws IOException, InterruptedException {
            Path socket = directory.resolve("notify.sock");
            Path log = directory.resolve("notified");
            Process process = new ProcessBuilder("python3", "-c", PROGRAM, socket.toString())
                    .redirectErrorStream(true).redirectOutput(log.toFile()).start();
            for (int n = 0; n < 500 && !Files.exists(socket); n++) {
                Thread.sleep(10);
            }
            return new Listener(socket, log, process);
        }

        List<String> heard() throws IOException {
            return Files.readAllLines(log);
        }

        void awaitMore(int count) throws IOException, InterruptedException {
            int wanted = heard().size() + count;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (heard().size() < wanted) {
                assertTrue(System.nanoTime() < end, () -> "nothing more was heard");
                Thread.sleep(10);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
