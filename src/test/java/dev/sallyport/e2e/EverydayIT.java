package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.e2e.GuardedEngine.Guard;
import dev.sallyport.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Every job of everyday.yaml: Sallyport must not be in the way. */
@OnEachEngine
final class EverydayIT {

    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        docker = engines.start(engine);
    }

    @TestFactory
    Stream<DynamicTest> jobs() throws IOException, InvalidSettingException {
        String only = System.getProperty("job", "");
        return Scripts.load("/e2e/everyday.yaml").stream()
                .filter(job -> job.isFor(engine) && job.name().contains(only))
                .map(job -> DynamicTest.dynamicTest(job.name(), () -> works(job)));
    }

    private void works(Scripts.Entry job) throws IOException {
        if (job.name().equals("Compose")) {
            Engines.tool("docker-compose");
        }
        if (job.name().contains("Python")) {
            Engines.pythonPackage("docker");
        }
        docker.guardedBy(Guard.NOBODY);
        docker.clear();
        docker.sh(job.setup());
        docker.guardedBy(Guard.SALLYPORT);
        Shell.Result result =
                docker.sh("set -e\nH='--network none --cap-drop ALL --user 1000:1000 --memory 64m'\n" + job.run());
        assertTrue(result.succeeded(), () -> job + ": " + result);
        List<String> lines = result.output().strip().lines().toList();
        assertEquals(job.prints(), job.prints().isEmpty() ? "" : lines.getLast(), () -> job + ": " + result);
    }

    @Test
    void testcontainers() throws IOException {
        docker.guardedBy(Guard.SALLYPORT);
        Shell.Result result = Shell.run(
                Map.of("DOCKER_HOST", "unix://" + docker.dockerSocket(), "TESTCONTAINERS_RYUK_DISABLED", "true",
                        "TESTCONTAINERS_CHECKS_DISABLE", "true",
                        // Otherwise it asks for the default bridge, which this dockerd does not have.
                        "TESTCONTAINERS_HOST_OVERRIDE", "localhost"),
                docker.home(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), TestcontainersProgram.class.getName());
        assertTrue(result.output().strip().endsWith("done"), result::toString);
    }
}
