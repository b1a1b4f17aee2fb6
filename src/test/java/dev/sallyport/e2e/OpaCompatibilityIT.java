package dev.sallyport.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.e2e.Engines.Engine;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * A policy in the style of those for opa-docker-authz, alone, unchanged: OPA with the old language, the default path.
 */
@OnEachEngine
@ExtendWith(RealOpas.Extension.class)
final class OpaCompatibilityIT {

    private static RealOpa opa;
    private static GuardedEngine docker;

    @Parameter
    Engine engine;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, RealOpas opas, GuardedEngines engines) throws Exception {
        opa = opas.start("--v0-compatible", "src/test/resources/opa/tutorial/authz.rego");
        docker = engines.start(engine, """
                {"judges": ["opa"],
                 "opa": {"url": "unix://%s"},
                 "socket": {"path": "SOCKET"},
                 "docker": {"socket": "HOME/docker.sock"},
                 "audit": {"file": "HOME/audit.jsonl"},
                 "metrics": {"socket": "HOME/metrics.sock"}}
                """.formatted(opa.socket()));
    }

    /** As the docker CLI is told to send a header: in its config.json. */
    private static Shell.Result as(String user, String command) {
        return docker.sh("mkdir -p $D/as/" + user + "; echo '{\"HttpHeaders\": {\"Authz-User\": \"" + user
                + "\"}}' > $D/as/" + user
                + "/config.json; DOCKER_CONFIG=$D/as/" + user + " " + command);
    }

    private static void permitted(Shell.Result result) {
        assertTrue(result.succeeded(), result::toString);
    }

    private static void denied(Shell.Result result) {
        assertTrue(result.output().contains("\n  opa: denied by the policy at docker/authz/allow"), result::toString);
    }

    @Test
    void policyAloneDecides() {
        permitted(docker.sh("docker run --rm --network none bb:1 true"));
        denied(docker.sh("docker run --rm --network none --security-opt seccomp=unconfined bb:1 true"));
        denied(docker.sh("docker run --rm --network none --privileged bb:1 true"));
    }

    @Test
    void headersTellUsersApart() {
        permitted(as("bob", "docker ps"));
        denied(as("bob", "docker run --rm --network none bb:1 true"));
        permitted(as("alice", "docker run --rm --network none bb:1 true"));
    }

    @Test
    void bindMountsAreResolved() {
        docker.sh("mkdir -p /srv/spt-test; ln -sfn /etc $D/srv");
        denied(docker.sh("docker run --rm --network none -v $D/srv:/x bb:1 true"));
        permitted(docker.sh("docker run --rm --network none -v $D/srv:/x:ro bb:1 true"));
        permitted(docker.sh("docker run --rm --network none -v /srv/spt-test:/x bb:1 true"));
        denied(docker.sh("docker run --rm --network none --mount type=bind,src=/etc,dst=/x bb:1 true"));
        docker.sh("rmdir /srv/spt-test");
    }

    @Test
    void queriesAreJudged() {
        denied(docker.sh("docker pull alpine"));
        assertTrue(!docker.sh("docker pull registry.example.com/alpine").output().contains("authorization denied"));
    }

    @Test
    void bodyCannotBeHiddenOrDisguised() {
        String privileged = "{\"Image\":\"bb:1\",\"hostConfig\":{\"\\u0050RIVILEGED\":true}}";
        Shell.Result folded = docker.sh("api POST /v1.41/containers/create '" + privileged + "'");
        assertTrue(folded.output().contains("denied by the policy at docker/authz/allow"), folded::toString);
        Shell.Result hidden =
                docker.sh("api POST /v1.41/containers/create '" + privileged + "' -H 'Content-Type: text/plain'");
        assertTrue(hidden.output().contains("403 Forbidden"), hidden::toString);
        Shell.Result anyType = docker.sh("api POST /v1.41/containers/create '" + privileged
                + "' -H 'Content-Type: application/json; charset=utf-8'");
        assertTrue(anyType.output().contains("403 Forbidden"), anyType::toString);
    }

    @Test
    void sayingSoAtTheStart() throws IOException {
        String log = docker.sallyportLog();
        assertTrue(log.contains("warning: the built-in rules are off: OPA alone judges"), log);
        assertTrue(log.contains("OPA at unix://" + opa.socket() + " decides, by docker/authz/allow"), log);
        assertEquals(1, docker.audit().stream().filter(line -> line.contains("\"policy\":\"docker/authz/allow\""))
                .limit(1).count());
    }
}
