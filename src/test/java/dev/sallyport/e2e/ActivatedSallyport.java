package dev.sallyport.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The distribution, started by the socket that somebody else holds, and started again whenever it ends. */
final class ActivatedSallyport implements Closeable {

    private final Path home;
    private final Path socket;
    private final Process keeper;

    private ActivatedSallyport(Path home, Path socket, Process keeper) {
        this.home = home;
        this.socket = socket;
        this.keeper = keeper;
    }

    /** Listens. Sallyport is started by the first connection. */
    static ActivatedSallyport listen(Path home, Path socket, Path distribution) throws IOException {
        Files.deleteIfExists(socket);
        Process keeper = new ProcessBuilder(
                Engines.tool("systemd-socket-activate").toString(), "-l", socket.toString(),
                "sh", Path.of("src/test/resources/e2e/keeper.sh").toAbsolutePath().toString(), home.toString(),
                distribution.resolve("bin/sallyport").toAbsolutePath().toString(), "serve", "--config",
                home.resolve("plugin-config.json").toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("keeper.log").toFile())
                .start();
        GuardedEngine.await("systemd-socket-activate", () -> Files.exists(socket));
        return new ActivatedSallyport(home, socket, keeper);
    }

    /** Empty until somebody has connected. */
    Optional<ProcessHandle> process() {
        try {
            Path pid = home.resolve("pid");
            return Files.exists(pid) ? ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.createFile(home.resolve("stop"));
        process().ifPresentOrElse(ProcessHandle::destroy, keeper::destroy);
        try {
            if (!keeper.waitFor(10, TimeUnit.SECONDS)) {
                keeper.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(socket);
    }
}
