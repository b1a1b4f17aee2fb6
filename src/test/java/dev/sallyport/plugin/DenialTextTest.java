package dev.sallyport.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.facts.Question;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Finding.About;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Mend;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.DecisionPoint;
import dev.sallyport.judge.Judge;
import dev.sallyport.judge.Judgement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read at the terminal, word for word. */
final class DenialTextTest {

    private static final String CREATE = "{\"Image\":\"bb:1\"}";

    private final FakeFacts facts = new FakeFacts();

    private Judgement judge(String target, String body, DecisionPoint... points) {
        facts.images.put("bb:1", Views.of(Map.of(), Inspected.Image.class));
        return new Judge(new ContextHandler(facts), List.of(points), InstantSource.fixed(Instant.EPOCH)).judge(
                new DecisionId("655daa4100000008"),
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "POST", target,
                        Map.of("Content-Type", "application/json", "Content-Length", String.valueOf(body.length())),
                        body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8))));
    }

    private static DecisionPoint by(String name, Finding... findings) {
        return (_, _) -> Decision.of(new Authority(name, ""), List.of(findings));
    }

    private static Finding finding(About about, String rule, String found, String wanted, Mend mend) {
        return new Finding(rule, found, wanted, mend, about, Force.DENIES);
    }

    @Test
    void eachReasonHasItsOwnLines() {
        DecisionPoint rules = by("hardened",
                finding(About.REQUEST, "cap-drop", "drops no capability", "ALL dropped",
                        new Mend.Flags("--cap-drop ALL")),
                finding(About.REQUEST, "privileged", "is privileged", "not privileged",
                        new Mend.Without("--privileged")));
        assertEquals("""

                ContainerCreate denied by policy hardened:
                  cap-drop: drops no capability
                    wanted: ALL dropped
                    fix: --cap-drop ALL
                  privileged: is privileged
                    wanted: not privileged
                    fix: leave out --privileged
                (decision 655daa4100000008)""",
                DenialText.of(judge("/v1.45/containers/create", CREATE, rules)));
    }

    @Test
    void linesFit80ColumnsAndCutNoWord() {
        DecisionPoint rules = by("hardened",
                finding(About.REQUEST, "host-paths", "bind /srv/data shows the kernel's proc at "
                        + "/srv/data/" + "deep/".repeat(20) + "proc, and more that is said about it here", "",
                        Mend.of("leave out the mount at /data")));
        assertEquals("""

                ContainerCreate denied by policy hardened:
                  host-paths: bind /srv/data shows the kernel's proc at
                      /srv/data/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep\
                /deep/deep/deep/deep/deep/deep/deep/proc,
                      and more that is said about it here
                    fix: leave out the mount at /data
                (decision 655daa4100000008)""",
                DenialText.of(judge("/v1.45/containers/create", CREATE, rules)));
    }

    @Test
    void startOfAContainerThatIsRemovedWhenItEnds() throws UnreadableException {
        waiting("\"AutoRemove\":true");
        Judgement judgement = judge("/containers/box/start", "", AGAINST_CONTAINER);
        assertEquals("""

                ContainerStart denied by policy hardened:
                  cap-drop: drops no capability
                    wanted: ALL dropped
                    fix: recreate it with --cap-drop ALL
                (decision 655daa4100000008)""",
                DenialText.of(judgement));
        assertEquals(Optional.of("box-id"), judgement.removal());
    }

    @Test
    void startOfAContainerThatStaysIsInTheWay() throws UnreadableException {
        waiting("\"AutoRemove\":false");
        assertEquals("""

                ContainerStart denied by policy hardened:
                  cap-drop: drops no capability
                    wanted: ALL dropped
                    fix: recreate it with --cap-drop ALL
                it was not started, but exists: docker rm box first
                (decision 655daa4100000008)""",
                DenialText.of(judge("/containers/box/start", "", AGAINST_CONTAINER)));
        assertFalse(DenialText.of(judge("/containers/box/start", "", by("hardened", Finding.denies("opa", "no", ""))))
                .contains("docker rm"), "no verdict on the container");
    }

    private static final DecisionPoint AGAINST_CONTAINER = by("hardened",
            finding(About.CONTAINER, "cap-drop", "drops no capability", "ALL dropped",
                    new Mend.Flags("--cap-drop ALL")));

    private void waiting(String hostConfig) throws UnreadableException {
        byte[] waiting = ("{\"Id\":\"box-id\",\"Name\":\"/box\",\"HostConfig\":{" + hostConfig + "}}")
                .getBytes(StandardCharsets.UTF_8);
        facts.containers.put("box", GoJson.decode(waiting, Inspected.Container.class).view());
    }

    @Test
    void buildThroughBuildKitSaysWhatToDoInstead() {
        DecisionPoint operations = by("hardened", finding(About.REQUEST, "operations", "Grpc is not allowed",
                "an operation that the policy allows", Mend.of("DOCKER_BUILDKIT=0 docker build")));
        assertEquals("""

                Grpc denied by policy hardened:
                  operations: Grpc is not allowed
                    wanted: an operation that the policy allows
                what BuildKit does, a plugin does not see
                    fix: DOCKER_BUILDKIT=0 docker build ... (the legacy builder)
                    or: the group `buildkit` in the policy: build steps then run as root,
                        without limits and unseen
                (decision 655daa4100000008)""",
                DenialText.of(judge("/grpc", "", operations)));
    }

    /** What buildx made of a plain {@code docker build} has flags that nobody typed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /containers/create?name=buildx_buildkit_default | {"Image":"mirror.example/bk:1"}
            /containers/create                              | {"Image":"moby/buildkit:buildx-stable-1"}
            /images/create?fromImage=docker.io%2Fmoby%2Fbuildkit&tag=buildx-stable-1 | ''
            """)
    void builderOfBuildxIsKnownAsOne(String target, String body) {
        DecisionPoint rules = by("hardened", finding(About.REQUEST, "privileged", "is privileged", "",
                new Mend.Without("--privileged")));
        assertTrue(DenialText.of(judge(target, body, rules)).endsWith("""
                  privileged: is privileged
                this is the builder that buildx starts where BuildKit is denied
                    fix: DOCKER_BUILDKIT=0 docker build ... (the legacy builder)
                    or: the group `buildkit` in the policy: build steps then run as root,
                        without limits and unseen
                (decision 655daa4100000008)"""));
    }

    @Test
    void denialByOpaNamesItsPathAndNotThePolicyThatPermits() {
        assertEquals("""

                ContainerCreate denied by policy docker/authz/decision:
                  opa: names: `reserved` is taken
                (decision 655daa4100000008)""",
                DenialText.of(judge("/containers/create", CREATE, by("hardened"),
                        by("docker/authz/decision", Finding.denies("opa", "names: `reserved` is taken", "")))));
    }

    @Test
    void denialByBothNamesBoth() {
        assertEquals("""

                ContainerCreate denied by policies hardened and docker/authz/decision:
                  cap-drop: drops no capability
                  opa: no
                (decision 655daa4100000008)""",
                DenialText.of(judge("/containers/create", CREATE,
                        by("hardened", Finding.denies("cap-drop", "drops no capability", "")),
                        by("docker/authz/decision", Finding.denies("opa", "no", "")))));
    }

    @Test
    void failureIsNoVerdictAndNamesNoPolicy() {
        assertEquals("""

                ContainerCreate denied, since it could not be judged:
                  opa-unreachable: no connection to OPA
                that is no fault of the command: see Sallyport's log, and dockerd's
                (decision 655daa4100000008)""",
                DenialText.of(judge("/containers/create", CREATE, by("hardened"),
                        by("docker/authz/decision", Finding.fails("opa-unreachable", "no connection to OPA")))));
    }

    @Test
    void failureStandsApartFromWhatIsWrongWithTheRequest() {
        facts.unanswered.add(new Question.Image("bb:1"));
        assertEquals("""

                ContainerCreate denied by policy hardened:
                  cap-drop: drops no capability
                and it could not be judged in full:
                  docker: the image bb:1 could not be looked up: no answer
                that is no fault of the command: see Sallyport's log, and dockerd's
                (decision 655daa4100000008)""",
                DenialText.of(judge("/containers/create", CREATE,
                        by("hardened", Finding.denies("cap-drop", "drops no capability", "")))));
    }

    @Test
    void whatNoPolicyCanTurnOffNamesNone() {
        assertEquals("""

                ContainerCreate denied:
                  request: dockerd did not show the body of this request to the plugin
                    wanted: a JSON body below 1 MiB with Content-Type: application/json
                (decision 655daa4100000008)""",
                DenialText.of(judge("/containers/create", "", by("hardened"))));
        assertEquals("""

                request denied:
                  request: not an operation of the Docker Engine API: POST /none
                (decision 655daa4100000008)""",
                DenialText.of(judge("/none", "", by("hardened"))));
    }

    @Test
    void whatDoesNotDenyIsNotTold() {
        DecisionPoint watching =
                by("hardened", Finding.denies("pids-limit", "has no bound on processes", "").with(Force.NOTED),
                        Finding.denies("cap-drop", "drops no capability", ""));
        assertEquals("""

                ContainerCreate denied by policy hardened:
                  cap-drop: drops no capability
                (decision 655daa4100000008)""",
                DenialText.of(judge("/containers/create", CREATE, watching)));
    }

    @Test
    void textIsBounded() {
        String text = DenialText.of(judge("/containers/create", CREATE, by("hardened", many(100))));
        assertTrue(text.contains("\n  and 60 more reasons: see the audit log\n"), text);
        assertFalse(text.lines().anyMatch(line -> line.length() > 410));
        assertTrue(DenialText.of(judge("/containers/create", CREATE, by("hardened", many(41))))
                .contains("\n  and 1 more reason: see the audit log\n"));
    }

    private static Finding[] many(int count) {
        return IntStream.range(0, count).mapToObj(n -> Finding.denies("rule", n + "x".repeat(1000), ""))
                .toArray(Finding[]::new);
    }
}
