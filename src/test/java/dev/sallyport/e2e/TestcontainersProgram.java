package dev.sallyport.e2e;

import com.github.dockerjava.api.model.Capability;
import java.util.Objects;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** What a test with Testcontainers does; a program of its own, since DOCKER_HOST comes from the environment. */
final class TestcontainersProgram {

    private TestcontainersProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (GenericContainer<?> box = hardened().withCommand("sleep", "60")) {
            box.start();
            box.copyFileToContainer(Transferable.of("hello"), "/tmp/file");
            Container.ExecResult result = box.execInContainer("cat", "/tmp/file");
            if (!result.getStdout().equals("hello")) {
                throw new IllegalStateException(result.toString());
            }
        }
        try (GenericContainer<?> once =
                hardened().withCommand("echo", "once").withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            once.start();
            if (!once.getLogs().strip().equals("once")) {
                throw new IllegalStateException(once.getLogs());
            }
        }
        System.out.println("done");
    }

    private static GenericContainer<?> hardened() {
        return new GenericContainer<>(DockerImageName.parse("bb:1"))
                .withNetworkMode("none")
                .withImagePullPolicy(_ -> false)
                .withEnv("A", "b")
                .withLabel("a", "b")
                .withCreateContainerCmdModifier(
                        create -> Objects.requireNonNull(create.withUser("1000:1000").getHostConfig())
                                .withCapDrop(Capability.ALL)
                                .withMemory(64L << 20));
    }
}
