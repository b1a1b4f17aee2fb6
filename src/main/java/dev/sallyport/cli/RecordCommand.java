package dev.sallyport.cli;

import dev.sallyport.config.FileMode;
import dev.sallyport.plugin.transport.ListeningSocket;
import dev.sallyport.plugin.transport.ServerLimits;
import dev.sallyport.plugin.transport.UnixSocketServer;
import dev.sallyport.settings.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport record}: a plugin that judges nothing, and makes the input of {@code check}. */
@Command(
        name = "record",
        description = {
                "Serve as a plugin that permits everything, and append each message to a file that `check` reads.",
                "Values of environment variables and other secrets are written as ***."
        },
        footerHeading = "%nExample:%n",
        footer = "  sallyport record --socket /run/docker/plugins/recorder.sock --out day.jsonl")
final class RecordCommand implements Callable<Integer> {

    private static final ServerLimits LIMITS = new ServerLimits(16 << 20, 1000, 10_000);

    @Option(names = "--socket", required = true, paramLabel = "PATH",
            description = "Listen here. The file's name without .sock is the plugin's name for dockerd.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Path socket;

    @Option(names = "--out", required = true, paramLabel = "FILE",
            description = "Append the messages to this file, which root alone can read.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Path out;

    @Option(names = "--with-secrets", description = "Write secrets down as they are.")
    private boolean secrets;

    @Override
    public Integer call() throws InterruptedException {
        try {
            ListeningSocket listening =
                    ListeningSocket.open(socket.toAbsolutePath(), FileMode.parse("0600").permissions());
            if (!Files.exists(out)) {
                Files.createFile(out, FileMode.parse("0600").attribute());
            }
            OutputStream file = Files.newOutputStream(out, StandardOpenOption.APPEND);
            UnixSocketServer server = UnixSocketServer.start(listening, new Recorder(file, secrets), LIMITS,
                    cause -> Terminal.error(cause.toString()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> server.drain(1000)));
            Terminal.say("recording on " + socket + " into " + out + "; nothing is judged, everything is permitted");
            new CountDownLatch(1).await();
            return Terminal.PERMITTED;
        } catch (IOException e) {
            return Terminal.error(Reason.of(e));
        }
    }
}
