package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.e2e.GuardedEngine.Guard;
import dev.sallyport.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every case of rules.yaml, under a policy with all rules at once: what is denied, and the twin that is permitted. */
@OnEachEngine
final class RulesIT {

    private static final String CONFIGURATION = """
            {"socket": {"path": "SOCKET"},
             "docker": {"socket": "HOME/docker.sock"},
             "audit": {"file": "HOME/audit.jsonl"},
             "policy": "%s"}
            """.formatted(Path.of("src/test/resources/e2e/every-rule.yaml").toAbsolutePath());

    private static final String PRELUDE = """
            : ${CPU=--cpus 1} ${PIDS=--pids-limit 64} ${NNP=--security-opt no-new-privileges} ${ROOT=--read-only}
            : ${LOG=--log-opt max-size=1m} ${HEALTH=--health-cmd true} ${TEAM=--label team=a} ${NET=--network none}
            make() { docker create $CPU $PIDS $NNP $ROOT $LOG $HEALTH $TEAM $NET "$@"; }
            """;

    private static final String BOX = "docker network create --internal net && make --name box bb:1 sleep 300 && "
            + "docker start box";

    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        docker = engines.start(engine, CONFIGURATION, List.of("--add-runtime", "other=runc"));
        docker.guardedBy(Guard.NOBODY);
    }

    private static Shell.Result sh(String script) {
        return docker.sh(PRELUDE + script);
    }

    @TestFactory
    Stream<DynamicTest> rules() throws IOException, InvalidSettingException {
        List<Scripts.Entry> cases = Scripts.load("/e2e/rules.yaml");
        docker.guardedBy(Guard.NOBODY);
        fresh();
        for (Scripts.Entry each : cases) {
            Shell.Result unguarded = sh(each.setup() + "\n" + each.denied());
            assertTrue(unguarded.succeeded(), () -> each.denied() + ": without Sallyport the engine must do it: "
                    + unguarded);
            sh("docker rm -f late > /dev/null 2>&1");
        }
        fresh();
        cases.stream().filter(each -> !each.setup().isEmpty()).forEach(each -> sh(each.setup()));
        docker.guardedBy(Guard.SALLYPORT);
        return cases.stream().map(each -> DynamicTest.dynamicTest(each.rule() + ": " + each.denied(),
                () -> deniedAndItsTwinPermitted(each)));
    }

    private static void fresh() {
        docker.clear();
        Shell.Result box = sh(BOX);
        assertTrue(box.succeeded(), box::toString);
    }

    private static void deniedAndItsTwinPermitted(Scripts.Entry each) throws IOException {
        int recorded = docker.audit().size();
        Shell.Result denied = sh(each.denied());
        assertFalse(denied.succeeded(), () -> "let through: " + denied);
        assertTrue(denied.output().contains(each.rule()), denied::toString);
        assertEquals(Set.of(each.rule()), rules(recorded, "violations"), denied::toString);
        sh("docker rm -f late > /dev/null 2>&1");
        Shell.Result permitted = sh(each.permitted());
        sh("docker rm -f late > /dev/null 2>&1");
        assertTrue(permitted.succeeded(), () -> "the twin was not permitted: " + permitted);
        assertFalse(String.join("\n", docker.audit()).contains("hunter2"), "a secret stands in the audit log");
    }

    /** Whose findings stand under a heading of the records from one on. */
    private static Set<String> rules(int from, String heading) throws IOException {
        Set<String> rules = new TreeSet<>();
        for (String line : docker.audit().subList(from, docker.audit().size())) {
            for (JsonNode found : JsonMapper.shared().readTree(line).path(heading)) {
                rules.add(found.path("rule").asString());
            }
        }
        return rules;
    }

    /** An imported image is of unknown origin, and its id as good as a digest. */
    @Test
    void imagesAreKnownByTheirDigestAndTheirOrigin() throws IOException {
        docker.guardedBy(Guard.SALLYPORT);
        assertEquals(Set.of("image-digest", "image-identity"), noted("make bb:1"));
        assertEquals(Set.of("image-identity"), noted("make $(docker inspect -f '{{.Id}}' bb:1)"));
    }

    private static Set<String> noted(String script) throws IOException {
        int recorded = docker.audit().size();
        sh(script);
        return rules(recorded, "noted");
    }
}
