package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first minutes with the distribution: installed as the README prints it, checked, started and stopped. */
@Timeout(60)
final class NewcomerIT {

    private static final Pattern KEPT = Pattern.compile("\"sha256\":\"([0-9a-f]{64})\",\"rules\"");

    @TempDir
    private Path directory;

    @Test
    void installsAsTheReadmeSays() throws Exception {
        Files.createDirectories(directory.resolve("opt"));
        Files.createDirectories(directory.resolve("etc/systemd/system"));
        String readme = Files.readString(Path.of("README.md"));
        // The steps with the package are PackageIT's: they would install it on this machine.
        List<String> steps = readme
                .substring(readme.indexOf("Elsewhere, with systemd:"), readme.indexOf("## `docker build`"))
                .lines()
                .filter(line -> line.startsWith("    ") && !line.contains("systemctl") && !line.contains("{\"auth"))
                .map(line -> line.replaceAll(" (/opt/|/etc/)", " " + directory + "$1"))
                .toList();
        assertTrue(steps.size() >= 4, steps::toString);
        assertEquals("", run(0, "sh", "-eu", "-c", String.join("\n", steps)));

        String unit = Files.readString(directory.resolve("etc/systemd/system/sallyport.service"));
        Matcher start = Pattern.compile("(?m)^ExecStart=(\\S+) serve --config (\\S+)$").matcher(unit);
        assertTrue(start.find(), unit);
        Path program = Path.of(directory + start.group(1));
        Path configuration = Path.of(directory + start.group(2));
        assertTrue(run(0, program.toString(), "--version").startsWith("sallyport 0."));
        assertTrue(run(0, program.toString(), "config", "validate", configuration.toString())
                .contains(configuration + ": valid, judges by hardened"));
        for (String carried : List.of("LICENSE", "README.md", "docs/operating.md", "docs/tls.md",
                "packaging/sallyport.service", "runtime/legal/java.base/LICENSE")) {
            assertTrue(Files.exists(directory.resolve("opt/sallyport").resolve(carried)), carried);
        }
    }

    @Test
    void saysByWhatItStartsAndWhyItEnds() throws Exception {
        Path configuration = Files.writeString(directory.resolve("c.json"), """
                {"socket": {"path": "s.sock"}, "audit": {"file": "log/audit.jsonl"}, "docker": {"socket": "none"},
                 "metrics": {"socket": "m.sock"}}
                """);
        Path log = directory.resolve("stderr");
        Process sallyport = new ProcessBuilder(
                Plugin.DISTRIBUTION.resolve("bin/sallyport").toString(), "serve", "--config", configuration.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        while (!Files.readString(log).contains("no dockerd answers on ")) {
            assertTrue(sallyport.isAlive(), () -> read(log));
            Thread.sleep(20);
        }
        sallyport.destroy();
        assertEquals(143, sallyport.waitFor());
        String said = read(log);
        for (String line : List.of("(?m)^sallyport: sallyport 0\\..*, Java 25.*, configuration " + configuration + "$",
                "(?m)^sallyport: policy hardened \\(built in\\), SHA-256 [0-9a-f]{64}$",
                "(?m)^sallyport: rules on: operations, .*; off: .*$",
                "(?m)^sallyport: serving on .*/s.sock by policy hardened$",
                "(?m)^sallyport: stopping: SIGTERM$")) {
            assertTrue(Pattern.compile(line).matcher(said).find(), () -> line + "\n" + said);
        }
        List<String> events = Files.readAllLines(directory.resolve("log/audit.jsonl"));
        assertTrue(events.getFirst().contains("\"event\":\"start\""), events::toString);
        assertTrue(events.getLast().contains("\"event\":\"stop\",\"reason\":\"SIGTERM\""), events::toString);
        Matcher hash = KEPT.matcher(events.getFirst());
        assertTrue(hash.find(), events::toString);
        Path text = directory.resolve("log/policies/" + hash.group(1) + ".yaml");
        assertEquals(hash.group(1), run(0, "sha256sum", text.toString()).substring(0, 64));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String run(int exitCode, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(exitCode, process.waitFor(), output);
        return output;
    }
}
