package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.e2e.GuardedEngine.Guard;
import dev.sallyport.policy.Presets;
import dev.sallyport.settings.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What everyday work meets under each preset, against the table in docs/presets.md: whether it works, and if not, which
 * rules deny the first of its requests that is denied.
 */
@OnEachEngine
final class PresetsIT {

    private static final Path PAGE = Path.of("docs/presets.md");
    @TempDir
    private static Path policies;

    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        Files.writeString(policies.resolve("policy.yaml"), extending("hardened"));
        docker = engines.start(engine, GuardedEngine.CONFIGURATION.replaceFirst(
                "\\{", "{\"policy\": \"" + policies.resolve("policy.yaml") + "\", "));
    }

    private static String extending(String preset) {
        return "name: under-" + preset + "\nextends: " + preset + "\n";
    }

    @TestFactory
    Stream<DynamicTest> everydayWork() throws IOException, InvalidSettingException {
        List<Scripts.Entry> jobs = Scripts.load("/e2e/presets.yaml").stream().filter(job -> job.isFor(engine)).toList();
        return Presets.names().stream().flatMap(preset -> jobs.stream().map(job -> DynamicTest.dynamicTest(
                preset + ": " + job.name(), () -> assertEquals(told(job.name(), preset), met(job, preset)))));
    }

    /** What the page says. */
    private static String told(String job, String preset) throws IOException {
        List<List<String>> table = Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.startsWith("| everyday work"))
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.replace("`", "").substring(1).split("\\|")).map(String::strip).toList())
                .toList();
        int column = table.getFirst().indexOf(preset);
        return table.stream()
                .filter(row -> row.getFirst().equals(job))
                .findFirst()
                .map(row -> row.get(column))
                .orElse("(not on the page)");
    }

    private static String met(Scripts.Entry job, String preset) throws IOException {
        docker.guardedBy(Guard.NOBODY);
        docker.clear();
        docker.sh(job.setup());
        under(preset);
        docker.guardedBy(Guard.SALLYPORT);
        int before = docker.audit().size();
        Shell.Result result = run(job);
        List<String> records = docker.audit();
        Optional<JsonNode> denied = records.subList(before, records.size()).stream()
                .map(JsonMapper.shared()::readTree)
                .filter(record -> record.path("decision").asString("").equals("deny"))
                .findFirst();
        if (denied.isPresent()) {
            return denied.get().path("violations").valueStream()
                    .map(finding -> finding.path("rule").asString())
                    .distinct()
                    .collect(Collectors.joining(", "));
        }
        return result.succeeded() ? "works" : "fails: " + result;
    }

    private static Shell.Result run(Scripts.Entry job) throws IOException {
        if (job.name().equals("Testcontainers")) {
            return TestcontainersProgram.run(docker, "plain");
        }
        if (job.name().startsWith("Compose")) {
            Engines.tool("docker-compose");
        }
        if (job.name().contains("Python")) {
            Engines.pythonPackage("docker");
        }
        return docker.sh("set -e\n" + job.run());
    }

    private static void under(String preset) throws IOException {
        Path policy = policies.resolve("policy.yaml");
        String text = extending(preset);
        if (!Files.readString(policy).equals(text)) {
            Files.move(Files.writeString(policies.resolve("next"), text), policy, StandardCopyOption.REPLACE_EXISTING);
            docker.hangUpSallyport();
            GuardedEngine.await("the policy", () -> isInForce("under-" + preset));
        }
    }

    private static boolean isInForce(String policy) {
        try {
            return docker.audit().reversed().stream()
                    .map(JsonMapper.shared()::readTree)
                    .filter(record -> record.path("event").asString("").equals("policy_load"))
                    .findFirst()
                    .filter(load -> load.at("/in_force/policies/0/policy").asString("").equals(policy))
                    .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
