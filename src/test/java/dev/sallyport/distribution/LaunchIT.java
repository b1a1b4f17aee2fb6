package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LaunchIT {

    @TempDir
    private Path directory;

    /**
     * With this mode Java does not start at all where the cache does not fit: by itself it would only be slower, and
     * say nothing.
     */
    @Test
    void aotCacheFitsTheFilesAndFlagsThatRun() throws Exception {
        try (Plugin plugin = Plugin.start(directory, "", Map.of("SALLYPORT_JAVA_OPTS", "-XX:AOTMode=on"))) {
            assertTrue(plugin.ask(Plugin.LIST).contains("\"Allow\":true"), plugin.log());
        }
    }

    /** What is judged only for Java to compile it is nobody's request. */
    @Test
    void warmingUpEndsAndLeavesNoTrace() throws Exception {
        try (Plugin plugin = Plugin.start(directory, "", Map.of())) {
            assertTrue(plugin.ask(Plugin.LIST).contains("\"Allow\":true"), plugin.log());
            // It answers a moment before it begins with that.
            for (int n = 0; n < 100 && !plugin.hasThread("sallyport-warm-"); n++) {
                Thread.sleep(2);
            }
            assertTrue(plugin.hasThread("sallyport-warm-"));
            for (int n = 0; n < 100 && plugin.hasThread("sallyport-warm-"); n++) {
                Thread.sleep(100);
            }
            assertFalse(plugin.hasThread("sallyport-warm-"));
            assertEquals(List.of(), plugin.records());
            assertFalse(plugin.log().contains("warming up"), plugin.log());
        }
    }

    @Test
    void startsWithoutTheCacheToo() throws Exception {
        Path copy = directory.resolve("copy");
        assertEquals(0,
                new ProcessBuilder("cp", "-r", Plugin.DISTRIBUTION.toString(), copy.toString()).start().waitFor());
        Files.delete(copy.resolve("lib/sallyport.aot"));
        Process version = new ProcessBuilder(copy.resolve("bin/sallyport").toString(), "version")
                .redirectErrorStream(true).start();
        assertTrue(new String(version.getInputStream().readAllBytes()).startsWith("sallyport "));
    }

    @Test
    void pathsBeyondAsciiAreJudgedLikeAnyOtherWhateverTheLocale() throws Exception {
        Path source = Files.createDirectories(Path.of("/srv/sallyport-test-ä"));
        try (FakeDockerd _ = new FakeDockerd(Plugin.dockerSocket(directory), 0, Optional.empty());
                Plugin plugin = Plugin.start(directory, "", Map.of("LANG", "C", "LC_ALL", "POSIX"))) {
            String beyond = plugin.ask(bind(source.toString()));
            String ascii = plugin.ask(bind(Files.createDirectories(Path.of("/srv/sallyport-test-a")).toString()));
            assertTrue(ascii.contains("\"Allow\":true"), ascii);
            assertTrue(beyond.contains("\"Allow\":true"), () -> beyond + log(plugin));
            assertFalse(plugin.log().contains("error"), plugin.log());
        } finally {
            Files.delete(source);
            Files.deleteIfExists(Path.of("/srv/sallyport-test-a"));
        }
    }

    private static String bind(String path) {
        return Plugin.create("x", "", ",\"Binds\":[\"" + path + ":" + path + ":ro\"]");
    }

    private static String log(Plugin plugin) {
        try {
            return plugin.log();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
