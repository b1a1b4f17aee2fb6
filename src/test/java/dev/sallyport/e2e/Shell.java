package dev.sallyport.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Runs programs, bounded in time. */
public final class Shell {

    private static final int SECONDS = 60;

    /** @param output standard output and standard error, mixed */
    public record Result(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }

        @Override
        public String toString() {
            return "exit code " + exitCode + ", output:\n" + output;
        }
    }

    private Shell() {}

    public static Result run(Map<String, String> environment, Path directory, String... command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            FutureTask<String> output = new FutureTask<>(() -> readAll(process));
            Thread.ofVirtual().start(output);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return new Result(-1, output.get(5, TimeUnit.SECONDS) + "\n(killed after " + SECONDS + " s)");
            }
            return new Result(process.exitValue(), output.get(5, TimeUnit.SECONDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What there is, if the process is killed meanwhile. */
    private static String readAll(Process process) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            process.getInputStream().transferTo(output);
        } catch (IOException e) {
            // Killed, and its stream closed.
        }
        return output.toString(StandardCharsets.UTF_8);
    }
}
