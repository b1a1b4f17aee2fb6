package dev.sallyport.e2e;

import dev.sallyport.e2e.Engines.Engine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Debian in namespaces of its own, with systemd as its first process and dockerd as one of its services. */
final class BootedDebian implements Closeable {

    private static final Path SCRIPTS = Path.of("src/test/resources/e2e").toAbsolutePath();

    private final Path root;
    private final Process unshare;
    private final long init;

    private BootedDebian(Path root, Process unshare, long init) {
        this.root = root;
        this.unshare = unshare;
        this.init = init;
    }

    static BootedDebian boot(Engine engine) throws IOException {
        Path archive = Engines.debian();
        Path root = Files.createTempDirectory(Path.of("/var/tmp"), "spt-debian");
        Shell.Result unpacked = Shell.run(Map.of(), root, "tar", "-xf", archive.toString());
        if (!unpacked.succeeded()) {
            throw new IOException(unpacked.toString());
        }
        Files.copy(SCRIPTS.resolve("docker.service"), root.resolve("etc/systemd/system/docker.service"));
        Process unshare = new ProcessBuilder(
                "unshare", "--fork", "--kill-child", "--pid", "--mount", "--uts", "--ipc", "--cgroup",
                "sh", SCRIPTS.resolve("boot.sh").toString(), root.toString(), engine.binaries().getParent().toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("boot.log").toFile())
                .start();
        GuardedEngine.await("the first process", () -> unshare.children().findAny().isPresent());
        BootedDebian debian = new BootedDebian(root, unshare, unshare.children().findAny().orElseThrow().pid());
        GuardedEngine.await("systemd", () -> debian.run("systemctl list-jobs").succeeded());
        return debian;
    }

    /** Runs a command line in it. */
    Shell.Result run(String script) {
        String own = "/proc/" + init + "/root";
        return Shell.run(Map.of(), Path.of("/"), "nsenter", "-t", String.valueOf(init), "-m", "-p", "-u", "-i", "-C",
                "--root=" + own, "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive",
                "sh", "-c", script);
    }

    /** Where one of its files is for this process. */
    Path path(String absolute) {
        return Path.of("/proc/" + init + "/root" + absolute);
    }

    @Override
    public void close() throws IOException {
        try (Stream<ProcessHandle> processes = unshare.descendants()) {
            List<ProcessHandle> first = processes.filter(each -> each.pid() == init).toList();
            first.forEach(ProcessHandle::destroyForcibly);
        }
        GuardedEngine.await("the end of the first process", () -> !unshare.isAlive());
        Shell.run(Map.of(), Path.of("/"), "rm", "-rf", "--one-file-system", root.toString());
    }
}
