package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Libraries of {@code src/test/c} that change what system calls do to the process they are loaded into. */
final class Preload {

    private Preload() {}

    /** Compiles one. Returns what {@code LD_PRELOAD} has to be. */
    static String library(String name, Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs gcc");
        Path library = directory.resolve(name + ".so");
        Process gcc = new ProcessBuilder(
                "gcc", "-O1", "-shared", "-fPIC", "-o", library.toString(), "src/test/c/" + name + ".c", "-ldl")
                .inheritIO().start();
        assertEquals(0, gcc.waitFor());
        return library.toString();
    }
}
