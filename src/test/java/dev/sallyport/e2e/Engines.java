package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Docker Engines on this machine: those that scripts/get-engines brought, else an installed one. */
final class Engines {

    /**
     * @param name such as {@code old}
     * @param binaries the directory that holds dockerd, containerd and runc
     */
    record Engine(String name, Path binaries) {
        boolean isOld() {
            return name.equals("old");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final Path CACHE = Optional.ofNullable(System.getenv("SALLYPORT_CACHE"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache", "sallyport"));

    private static final Path NEWEST = CACHE.resolve("engines/moby-v2.0.0-beta.24/bin");

    private Engines() {}

    /**
     * For parameterized tests. Empty never: where there is no engine, the tests are skipped with the reason, or fail in
     * CI.
     */
    static Stream<Engine> available() {
        List<Engine> engines = new ArrayList<>();
        if (isRoot()) {
            Stream.of(CACHE.resolve("engines/debian/bin"), Path.of("/usr/sbin"), Path.of("/usr/bin"))
                    .filter(directory -> Files.isExecutable(directory.resolve("dockerd")))
                    .findFirst()
                    .ifPresent(directory -> engines.add(new Engine("old", directory)));
            if (Files.isExecutable(NEWEST.resolve("dockerd"))) {
                engines.add(new Engine("newest", NEWEST));
            }
        }
        require(engines.size() == 2, "needs root, and two Docker Engines: run scripts/get-engines");
        Assumptions.assumeFalse(engines.isEmpty(),
                "no Docker Engine to test with, or not root: run scripts/get-engines as root");
        return engines.stream();
    }

    /** A program that get-engines brings, or that is on the PATH. */
    static Path tool(String name) {
        Optional<Path> found = Stream.concat(
                Stream.of(CACHE.resolve("tools/bin")), Stream.of(System.getenv("PATH").split(":")).map(Path::of))
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
        require(found.isPresent(), "needs " + name + ": run scripts/get-engines");
        Assumptions.assumeTrue(found.isPresent(), name + " is not installed: run scripts/get-engines");
        return found.orElseThrow();
    }

    /** The archive of a small Debian with systemd. */
    static Path debian() {
        Path archive = CACHE.resolve("debian.tar");
        require(Files.exists(archive), "needs a Debian: run scripts/get-engines");
        Assumptions.assumeTrue(Files.exists(archive), "there is no Debian to boot: run scripts/get-engines");
        return archive;
    }

    /** A Python package that get-engines brings. */
    static void pythonPackage(String name) {
        boolean there = Files.isDirectory(CACHE.resolve("tools/python").resolve(name));
        require(there, "needs the Python package " + name + ": run scripts/get-engines");
        Assumptions.assumeTrue(there, "the Python package " + name + " is not there: run scripts/get-engines");
    }

    /** In CI, what would skip a test fails it. */
    private static void require(boolean holds, String what) {
        if ("1".equals(System.getenv("SALLYPORT_REQUIRE")) && !holds) {
            fail(what);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
