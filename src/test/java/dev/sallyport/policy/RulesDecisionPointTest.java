package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.facts.Question;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.Judge;
import dev.sallyport.judge.Judgement;
import dev.sallyport.rules.Findings;
import dev.sallyport.rules.Rule;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RulesDecisionPointTest {

    private static final DecisionId ID = new DecisionId("00ff");

    private final FakeFacts facts = new FakeFacts();

    private static AccessRequest post(String target) {
        return new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "POST", target, Map.of(), Optional.empty());
    }

    private static Policy policy(String rules) throws InvalidSettingException {
        return new PolicyLoader(new Surroundings(path -> Optional.of(path), List.of()))
                .load(new SettingsFile("p.yaml", "name: strict\nrules: {" + rules + "}"));
    }

    private Judgement start(Policy policy) {
        InstantSource clock = InstantSource.fixed(Instant.EPOCH);
        return new Judge(new ContextHandler(facts), List.of(new RulesDecisionPoint(policy)), clock).judge(ID,
                post("/containers/box/start"));
    }

    /** What {@code docker run --rm} has made and is about to start. */
    private void waiting(String more) throws UnreadableException {
        byte[] json = ("{\"Id\":\"box-id\",\"HostConfig\":{\"AutoRemove\":true," + more + "}")
                .getBytes(StandardCharsets.UTF_8);
        facts.containers.put("box", GoJson.decode(json, Inspected.Container.class).view());
    }

    @Test
    void decisionNamesThePolicyAndTheHashOfItsText() throws InvalidSettingException {
        Policy policy = policy("privileged: {}");
        Action list = new ContextHandler(facts).understand(ID, post("/containers/x/stop"));
        Decision decision = new RulesDecisionPoint(policy).decide(list, List.of());
        assertEquals(new Authority("strict", policy.hash()), decision.by());
        assertTrue(decision.permits());
        assertEquals(64, policy.hash().length());
    }

    /** What is asked about a container, and not what it is, is no reason to remove it. */
    @Test
    void containerIsRemovedOnlyIfItIsDeniedItself() throws InvalidSettingException, UnreadableException {
        waiting("\"Privileged\":true}");
        assertEquals(Optional.of("box-id"), start(policy("privileged: {}")).removal());
        assertEquals(Optional.of("box-id"),
                start(policy("privileged: {}, operations: {deny: [containers]}")).removal());
        assertEquals(Optional.empty(), start(policy("operations: {deny: [containers]}")).removal());
    }

    @Test
    void lookUpThatFailsDeniesAndRemovesNoContainer() throws InvalidSettingException, UnreadableException {
        waiting("\"Privileged\":true},\"Config\":{\"User\":\"app\"}");
        facts.unanswered.add(new Question.EntryIn("box-id", "/"));
        Judgement judgement = start(policy("privileged: {}, non-root: {}"));
        assertFalse(judgement.permitted());
        assertEquals(List.of("privileged"), rules(judgement.violations()));
        assertEquals(
                List.of(Finding.fails("non-root",
                        "the container may run as root (user `app`): the container's / cannot be read: no answer")),
                judgement.failures());
        assertEquals(Optional.empty(), judgement.removal());
        assertEquals(Optional.of("box-id"), start(policy("privileged: {}")).removal(), "nobody asked who it runs as");
    }

    @Test
    void infoThatFailsIsNoFindingAboutTheContainer() throws InvalidSettingException, UnreadableException {
        waiting("\"CgroupnsMode\":\"host\"}");
        facts.unanswered.add(new Question.Daemon());
        Judgement judgement = start(policy("host-namespaces: {}"));
        assertEquals(List.of(), judgement.violations());
        assertEquals(List.of(Finding.fails("docker", "the daemon could not be looked up: no answer")),
                judgement.failures());
        assertEquals(Optional.empty(), judgement.removal());
        facts.unanswered.clear();
        assertEquals(Optional.of("box-id"), start(policy("host-namespaces: {}")).removal());
    }

    @Test
    void ruleThatFailsDeniesAndIsNoVerdict() throws InvalidSettingException, UnreadableException {
        waiting("\"Privileged\":true}");
        Rule broken = new Rule() {
            @Override
            public void workload(Aspect.Workload workload, Findings findings) {
                throw new IllegalStateException("broken");
            }
        };
        Policy.Enabled privileged = policy("privileged: {}").rules().getFirst();
        Policy.Enabled odd = new Policy.Enabled("odd", broken, Mode.ENFORCE);
        Judgement judgement = start(new Policy("p", "", List.of(odd, privileged)));
        assertFalse(judgement.permitted());
        assertEquals(List.of("odd"), rules(judgement.failures()));
        assertEquals(List.of("privileged"), rules(judgement.violations()), "the others go on");
        assertEquals(Optional.empty(), judgement.removal());
    }

    @Test
    void observedRuleIsNotedAndNeitherDeniesNorRemoves() throws InvalidSettingException, UnreadableException {
        waiting("\"Privileged\":true}");
        Judgement judgement = start(policy("privileged: {mode: observe}, memory-limit: {mode: off}, cap-add: {}"));
        assertTrue(judgement.permitted());
        assertEquals(List.of(), judgement.violations());
        assertEquals(List.of("privileged"), rules(judgement.byHeading().get("noted")));
        assertEquals(Optional.empty(), judgement.removal());
        assertEquals("strict", judgement.decidedBy().getFirst().name());
    }

    @Test
    void observedRuleTearsNothingOffWhereAnotherDenies() throws InvalidSettingException, UnreadableException {
        waiting("\"Privileged\":true}");
        Judgement judgement = start(policy("privileged: {mode: observe}, operations: {deny: [containers]}"));
        assertEquals(List.of("operations"), rules(judgement.violations()));
        assertEquals(Optional.empty(), judgement.removal(), "what is only observed is no verdict on the container");
    }

    /** The floor: what could not be found out, and what no honest client sends. */
    @Test
    void whatCannotBeJudgedIsNotObserved() throws InvalidSettingException, UnreadableException {
        waiting("\"Privileged\":true},\"Config\":{\"User\":\"app\"}");
        facts.unanswered.add(new Question.EntryIn("box-id", "/"));
        Judgement judgement = start(policy("non-root: {mode: observe}"));
        assertFalse(judgement.permitted());
        assertEquals(List.of("non-root"), rules(judgement.failures()));
        Rule broken = new Rule() {
            @Override
            public void workload(Aspect.Workload workload, Findings findings) {
                throw new IllegalStateException("broken");
            }
        };
        assertFalse(start(new Policy("p", "", List.of(new Policy.Enabled("odd", broken, Mode.OBSERVE)))).permitted());
        facts.containers.clear();
        Judgement unknown = start(policy("privileged: {mode: observe}"));
        assertFalse(unknown.permitted());
        assertEquals(List.of("request"), rules(unknown.violations()));
    }

    /**
     * Each rule looks at each aspect once: a rule may ask the host's file system, and a second answer may be another.
     */
    @Test
    void nothingIsJudgedTwice() throws UnreadableException {
        waiting("\"Privileged\":true}");
        int[] asked = {0};
        Rule counting = new Rule() {
            @Override
            public void workload(Aspect.Workload workload, Findings findings) {
                asked[0]++;
            }
        };
        start(new Policy("p", "", List.of(new Policy.Enabled("counting", counting, Mode.ENFORCE))));
        assertEquals(1, asked[0]);
    }

    @Test
    void findingsSayHowToMendAContainerThatExists() throws InvalidSettingException, UnreadableException {
        byte[] json = """
                {"Id":"box-id","HostConfig":{"Privileged":true,"Tmpfs":{"/scratch":""}},
                 "Mounts":[{"Type":"volume","Name":"","Destination":"/data","RW":true}]}
                """.getBytes(StandardCharsets.UTF_8);
        facts.containers.put("box", GoJson.decode(json, Inspected.Container.class).view());
        Judgement judgement = start(policy("privileged: {}, memory-limit: {}, read-only-mounts: {tmpfs: false}"));
        assertEquals(
                List.of("recreate it without --privileged", "recreate it with --memory 512m",
                        "recreate it without the mount at /data", "recreate it without the mount at /scratch"),
                judgement.violations().stream().map(Finding::fix).toList());
        assertTrue(judgement.violations().stream().allMatch(finding -> finding.force().equals(Force.DENIES)));
    }

    /** A read-only mount of what must not be mounted at all would be denied next. */
    @Test
    void noFindingMendsWhatAnotherOneWantsLeftOut() throws InvalidSettingException, UnreadableException {
        byte[] json = """
                {"Id":"box-id","HostConfig":{},
                 "Mounts":[{"Type":"bind","Source":"/home","Destination":"/x","RW":true},
                           {"Type":"volume","Name":"data","Destination":"/data","RW":true}]}
                """.getBytes(StandardCharsets.UTF_8);
        facts.containers.put("box", GoJson.decode(json, Inspected.Container.class).view());
        assertEquals(List.of("recreate it without the mount at /x", "recreate it with -v data:/data:ro",
                "recreate it without the mount at /x"),
                start(policy("read-only-mounts: {}, host-paths: {}")).violations().stream()
                        .map(Finding::fix).toList());
        assertEquals(List.of("recreate it with -v /home:/x:ro", "recreate it with -v data:/data:ro"),
                start(policy("read-only-mounts: {}")).violations().stream().map(Finding::fix).toList());
    }

    private static List<String> rules(List<Finding> findings) {
        return findings.stream().map(Finding::rule).toList();
    }
}
