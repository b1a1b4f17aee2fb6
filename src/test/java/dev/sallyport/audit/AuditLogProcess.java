package dev.sallyport.audit;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A process of its own that writes an audit log, and says which records it has written. */
final class AuditLogProcess implements AutoCloseable {

    private static final int THREADS = 4;

    private final Process process;
    private final BufferedReader written;

    private AuditLogProcess(Process process) {
        this.process = process;
        this.written = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Its records' ids begin with the prefix. */
    static AuditLogProcess start(Path file, AuditLog.Sync sync, long maxBytes, String prefix) throws IOException {
        return new AuditLogProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m",
                        "-cp", System.getProperty("java.class.path")
                                + File.pathSeparator + System.getProperty("surefire.test.class.path", ""),
                        AuditLogProcess.class.getName(), file.toString(), sync.name(), Long.toString(maxBytes), prefix)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The id of a record whose append has returned; null when the process has ended. */
    @Nullable String next() throws IOException {
        return written.readLine();
    }

    /**
     * What it has said until then can still be read: hence not {@link Process#destroyForcibly}, which closes the pipe.
     */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        kill();
        process.onExit().join();
        written.close();
    }

    /** Writes until it is killed. */
    public static void main(String[] args) throws IOException {
        AuditLog log = AuditLog.open(new AuditLog.Options(
                Path.of(args[0]), AuditLog.Sync.valueOf(args[1]), Long.parseLong(args[2]), 10_000));
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int thread = 0; thread < THREADS; thread++) {
                String prefix = args[3] + "-" + thread + "-";
                threads.submit(() -> write(log, prefix));
            }
        }
    }

    private static void write(AuditLog log, String prefix) {
        try {
            for (int n = 0; ; n++) {
                log.append(AuditLogs.record(prefix + n));
                // One write, so that lines of several threads do not mix.
                System.out.write((prefix + n + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            System.exit(1);
        }
    }
}
