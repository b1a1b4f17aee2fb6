package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.Engines.Engine;
import dev.sallyport.e2e.GuardedEngine.Guard;
import dev.sallyport.settings.InvalidSettingException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Every attack of attacks.yaml: the engine does it, and Sallyport stops it. */
@OnEachEngine
final class AttackIT {

    private static final String PRELUDE = """
            HC='"CapDrop":["ALL"],"Memory":67108864,"NetworkMode":"none"'
            create() { body=$1; shift; api POST '/containers/create?name=victim' "$body" "$@"; }
            is() { [ "$1" = privileged ] && [ "$(docker inspect -f '{{.HostConfig.Privileged}}' victim)" = true ]; }
            shows() { format=$1; shift; docker inspect -f "$format" victim | grep -q "$@"; }
            runs_as_root() { docker inspect victim > /dev/null && docker inspect -f '{{.Config.User}}' victim | \
                grep -qE '^([+-]?0*|root)?(:.*)?$'; }
            was_started() { docker inspect -f '{{.State.StartedAt}}' victim | grep -q '^[1-9]'; }
            """;

    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, GuardedEngines engines) throws IOException {
        docker = engines.start(engine);
    }

    @TestFactory
    Stream<DynamicTest> attacks() throws IOException, InvalidSettingException {
        String only = System.getProperty("attack", "");
        return Scripts.load("/e2e/attacks.yaml").stream()
                .filter(attack -> attack.isFor(engine) && attack.name().contains(only))
                .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> stopped(attack)));
    }

    private void stopped(Scripts.Entry attack) throws IOException {
        Shell.Result unguarded = attack(attack, Guard.ALLOW_ALL);
        assertTrue(happened(attack), () -> attack + ": without Sallyport the engine must do it: " + unguarded);
        int recorded = docker.audit().size();
        Shell.Result guarded = attack(attack, Guard.SALLYPORT);
        assertFalse(happened(attack), () -> attack + ": let through: " + guarded);
        List<String> denials = docker.audit().stream().skip(recorded)
                .filter(record -> record.contains("\"decision\":\"deny\"")).toList();
        assertTrue(denials.stream().anyMatch(record -> record.contains("\"rule\":\"" + attack.rule() + "\"")),
                () -> attack + ": not denied by " + attack.rule() + ": " + guarded + "\naudit: " + denials);
    }

    private Shell.Result attack(Scripts.Entry attack, Guard guard) throws IOException {
        docker.guardedBy(Guard.NOBODY);
        docker.clear();
        docker.sh("umount -l /srv/spt-mounts/*/* /srv/spt-mounts/* 2> /dev/null; rmdir /srv/spt-mounts/*/* "
                + "/srv/spt-mounts/* /srv/spt-mounts 2> /dev/null;"
                + " rm -rf $D/www $D/weblog $D/out $D/stolen $D/one $D/ctx $D/p $D/sub $D/harmless /srv/spt");
        if (!attack.setup().isEmpty()) {
            Shell.Result setup = docker.sh("set -e\n" + PRELUDE + attack.setup());
            assertTrue(setup.succeeded(), () -> attack + ": setup: " + setup);
        }
        docker.guardedBy(guard);
        Shell.Result result = docker.sh(PRELUDE + attack.attack());
        docker.guardedBy(Guard.NOBODY);
        return result;
    }

    private static boolean happened(Scripts.Entry attack) {
        return docker.sh(PRELUDE + attack.happened()).succeeded();
    }
}
