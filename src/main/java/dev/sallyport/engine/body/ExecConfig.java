package dev.sallyport.engine.body;

import java.util.List;

/** The body of {@code POST /containers/{id}/exec}. Source: moby, api/types/container, {@code ExecCreateRequest}. */
public record ExecConfig(
        String user,
        boolean privileged,
        boolean tty,
        List<Long> consoleSize,
        boolean attachStdin,
        boolean attachStderr,
        boolean attachStdout,
        boolean detach,
        String detachKeys,
        List<String> env,
        String workingDir,
        List<String> cmd) {

    /** The body of {@code POST /exec/{id}/start}. */
    public record Start(boolean detach, boolean tty, List<Long> consoleSize) {}
}
