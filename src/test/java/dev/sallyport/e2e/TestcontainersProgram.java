package dev.sallyport.e2e;

import com.github.dockerjava.api.model.Capability;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** What a test with Testcontainers does; a program of its own, since DOCKER_HOST comes from the environment. */
final class TestcontainersProgram {

    private TestcontainersProgram() {}

    /** @param form of the containers: {@code hardened}, or {@code plain} as everybody writes them */
    static Shell.Result run(GuardedEngine docker, String form) {
        return Shell.run(
                Map.of("DOCKER_HOST", "unix://" + docker.dockerSocket(), "TESTCONTAINERS_RYUK_DISABLED", "true",
                        "TESTCONTAINERS_CHECKS_DISABLE", "true",
                        // Otherwise it asks for the default bridge, which this dockerd does not have.
                        "TESTCONTAINERS_HOST_OVERRIDE", "localhost"),
                docker.home(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), TestcontainersProgram.class.getName(), form);
    }

    public static void main(String[] arguments) throws Exception {
        boolean hardened = arguments[0].equals("hardened");
        try (GenericContainer<?> box = container(hardened).withCommand("sleep", "60")) {
            box.start();
            box.copyFileToContainer(Transferable.of("hello"), "/tmp/file");
            Container.ExecResult result = box.execInContainer("cat", "/tmp/file");
            if (!result.getStdout().equals("hello")) {
                throw new IllegalStateException(result.toString());
            }
        }
        try (GenericContainer<?> once = container(hardened)
                .withCommand("echo", "once")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            once.start();
            if (!once.getLogs().strip().equals("once")) {
                throw new IllegalStateException(once.getLogs());
            }
        }
        System.out.println("done");
    }

    private static GenericContainer<?> container(boolean hardened) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse("bb:1"))
                .withNetworkMode("none")
                .withImagePullPolicy(_ -> false)
                .withEnv("A", "b")
                .withLabel("a", "b");
        if (hardened) {
            container.withCreateContainerCmdModifier(
                    create -> Objects.requireNonNull(create.withUser("1000:1000").getHostConfig())
                            .withCapDrop(Capability.ALL)
                            .withMemory(64L << 20));
        }
        return container;
    }
}
