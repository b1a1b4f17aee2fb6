package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.e2e.Engines.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * What a developer types on a day behind the gate, and what he reads: each transcript in {@code e2e/day} is run as it
 * stands, and prints what it says. {@code -Dgolden.update} writes them anew.
 */
@OnEachEngine
@Timeout(300)
final class DeveloperDayIT {

    private static final int COLUMNS = 80;
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/e2e/day");

    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    /** The default policy, with volumes that may be written. */
    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        Path policy = Path.of("target/day.yaml").toAbsolutePath();
        Files.writeString(policy, Files.readString(Path.of("policies/hardened.yaml"))
                .replace("writable-sources: []", "writable-sources: [\"*_pgdata\"]"));
        docker = engines.start(engine, GuardedEngine.CONFIGURATION.replaceFirst("\\{",
                "{\"policy\": \"" + policy + "\",\n"));
    }

    @Test
    void everyCommandPrintsWhatTheTranscriptSays() throws IOException {
        Path transcript = TRANSCRIPTS.resolve(engine.name() + ".txt");
        String wanted = Files.readString(transcript);
        StringBuilder seen = new StringBuilder();
        for (String line : wanted.lines().toList()) {
            if (line.startsWith("$ ")) {
                seen.append(line).append('\n').append(printed(docker.sh(line.substring(2))));
            } else if (line.startsWith("#")) {
                seen.append(line).append('\n');
            }
        }
        if (System.getProperty("golden.update") != null) {
            Files.writeString(transcript, seen);
        } else {
            assertEquals(wanted, seen.toString());
        }
        assertEquals(List.of(), tooLong(seen.toString()));
    }

    /** With what differs from run to run made alike; without log lines and what the CLI says of this machine. */
    private static String printed(Shell.Result result) {
        String output = result.output()
                .replace(docker.pluginName(), "sallyport")
                .replace(docker.home().toString(), "/home/dev")
                .replaceAll("\\(decision [0-9a-f]{16}\\)", "(decision 655daa4100000008)")
                .replaceAll("\\b(sha256:)?[0-9a-f]{64}\\b", "ID")
                .replaceAll("\\b[0-9a-f]{12}\\b", "ID")
                .replaceAll("(?m)^(time=\"|WARNING: IPv4 forwarding).*\\R?", "")
                .stripTrailing();
        return output.isEmpty() ? "" : output + "\n";
    }

    /** Lines of denials. The first one has the docker CLI's own words before it. */
    private static List<String> tooLong(String transcript) {
        List<String> lines = new ArrayList<>();
        boolean denial = false;
        for (String line : transcript.lines().toList()) {
            if (denial && line.length() > COLUMNS) {
                lines.add(line);
            }
            denial = line.contains("denied by plugin") || denial && !line.startsWith("(decision");
        }
        return lines;
    }
}
