package dev.sallyport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody types who is new here, and what comes. Each transcript has files ({@code -- NAME --} and their text),
 * commands ({@code $ sallyport ...}) and what they print. {@code -Dgolden.update=1} writes anew what comes.
 */
final class NewcomerTest {

    private static final Path TRANSCRIPTS = Path.of("src/test/resources/newcomer");

    @TempDir
    private Path directory;

    @Test
    void transcriptsAreWhatComes() throws IOException {
        List<Path> transcripts;
        try (var files = Files.list(TRANSCRIPTS)) {
            transcripts = files.sorted().toList();
        }
        for (Path transcript : transcripts) {
            String written = Files.readString(transcript);
            String now = replay(written);
            if (System.getProperty("golden.update") != null) {
                Files.writeString(transcript, now);
            } else {
                assertEquals(written, now, transcript.toString());
            }
        }
    }

    private String replay(String transcript) throws IOException {
        StringBuilder now = new StringBuilder();
        Path file = directory;
        List<String> text = new ArrayList<>();
        boolean output = false;
        for (String line : transcript.lines().toList()) {
            boolean names = line.startsWith("-- ") && line.endsWith(" --");
            if (names) {
                file = directory.resolve(line.substring(3, line.length() - 3));
                text.clear();
                output = false;
            } else if (line.startsWith("$ sallyport ")) {
                now.append(line).append('\n').append(run(line.substring(12).split(" ")));
                output = true;
                continue;
            } else if (line.startsWith("# ")) {
                now.append(now.isEmpty() ? "" : "\n");
                output = false;
            } else if (!output) {
                text.add(line);
                Files.writeString(file, String.join("\n", text) + "\n");
            }
            if (!output) {
                now.append(line).append('\n');
            }
        }
        return now.toString();
    }

    private String run(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            Path file = directory.resolve(arguments[i]);
            arguments[i] = Files.isRegularFile(file) ? file.toString() : arguments[i];
        }
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        InputStream realIn = System.in;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        System.setIn(new ByteArrayInputStream(new byte[0]));
        int exitCode;
        try {
            exitCode = SallyportCommand.run(arguments);
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
            System.setIn(realIn);
        }
        return said.toString(StandardCharsets.UTF_8).replace(directory + "/", "") + "exit code " + exitCode + "\n";
    }
}
