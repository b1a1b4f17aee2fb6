package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import dev.sallyport.Schemas;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.facts.Question;
import dev.sallyport.judge.Judge;
import dev.sallyport.judge.Judgement;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Mistake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExemptionTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Subject ALICE = new Subject("alice", "TLS", List.of());
    private static final String ID = "sha256:" + "a".repeat(64);
    private static final String MANIFEST = "sha256:" + "b".repeat(64);
    private static final String PRIVILEGED = "\"HostConfig\":{\"Privileged\":true}";

    private final FakeFacts facts = new FakeFacts();

    @TempDir
    private Path home;

    @BeforeEach
    void images() throws UnreadableException {
        facts.images.put("app:1", image(ID, "reg.corp/app@" + MANIFEST));
        facts.images.put(ID, facts.images.get("app:1"));
        facts.images.put("other:1", image("sha256:" + "c".repeat(64), "other@sha256:" + "d".repeat(64)));
    }

    private static Inspected.Image image(String id, String repoDigest) throws UnreadableException {
        byte[] json = ("{\"Id\":\"" + id + "\",\"RepoDigests\":[\"" + repoDigest + "\"]}")
                .getBytes(StandardCharsets.UTF_8);
        return GoJson.decode(json, Inspected.Image.class).view();
    }

    private void container(String name, String image, String more) throws UnreadableException {
        String ids = "\"Id\":\"" + name + "-id\",\"Name\":\"/" + name + "\",\"Image\":\"" + image + "\",";
        byte[] json = ("{" + ids + more + "}")
                .getBytes(StandardCharsets.UTF_8);
        Inspected.Container made = GoJson.decode(json, Inspected.Container.class).view();
        facts.containers.put(name, made);
        facts.containers.put(name + "-id", made);
    }

    private Policies load(String policy, String exemptions) throws IOException, InvalidSettingException {
        Files.writeString(home.resolve("p.yaml"), policy);
        Files.writeString(home.resolve("e.yaml"), exemptions);
        return Policies.load(
                new PolicyFiles(Optional.of(home.resolve("p.yaml")), Optional.empty(), List.of(home.resolve("e.yaml")),
                        _ -> new Surroundings(Optional::of, List.of())),
                InstantSource.fixed(NOW));
    }

    /** Judged by {@code privileged} and {@code cap-add}, with one exemption. */
    private Policies exempting(String match, String lifts) throws IOException, InvalidSettingException {
        return load("name: p\nrules: {operations: {}, privileged: {}, cap-add: {}}", "exemptions: [" + """
                {id: one, reason: old, owner: ops, expires: 2026-12-31, match: {%s}, %s}]
                """.formatted(match, lifts));
    }

    private Judgement judge(Policies policies, Instant time, Subject subject, String target, String body) {
        AccessRequest request = new AccessRequest(time, subject, "POST", target,
                body.isEmpty() ? Map.of() : Map.of("Content-Type", "application/json"),
                body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8)));
        return new Judge(new ContextHandler(facts, policies::wantsOrigins), List.of(policies),
                InstantSource.fixed(time)).judge(new DecisionId("00ff"), request);
    }

    private Judgement create(Policies policies, Subject subject, String name, String image, String more) {
        return judge(policies, NOW, subject, "/containers/create?name=" + name,
                "{\"Image\":\"" + image + "\"," + more + "}");
    }

    @Test
    void exemptVerdictIsRecordedAndDeniesNothing() throws IOException, InvalidSettingException {
        Policies policies = exempting("users: [al*]", "rules: [privileged]");
        Judgement judgement = create(policies, ALICE, "x", "app:1", PRIVILEGED);
        assertTrue(judgement.permitted());
        Finding finding = judgement.byHeading().get("exempt").getFirst();
        assertEquals("privileged", finding.rule());
        assertEquals(new Force.Exempt("one"), finding.force());
        assertFalse(create(policies, new Subject("bob", "TLS", List.of()), "x", "app:1", PRIVILEGED).permitted());
        assertFalse(create(policies, Subject.ANONYMOUS, "x", "app:1", PRIVILEGED).permitted());
        assertFalse(create(policies, new Subject("alice", "", List.of()), "x", "app:1", PRIVILEGED).permitted(),
                "a name that dockerd did not check");
    }

    @Test
    void otherRulesStayInForce() throws IOException, InvalidSettingException {
        Judgement judgement = create(exempting("users: [alice]", "rules: [privileged]"), ALICE, "x", "app:1",
                "\"HostConfig\":{\"Privileged\":true,\"CapAdd\":[\"SYS_ADMIN\"]}");
        assertEquals(List.of("cap-add"), judgement.violations().stream().map(Finding::rule).toList());
    }

    /** The policy's own values stay admitted; what neither admits is denied. */
    @Test
    void valuesAreAdmittedBesideThePolicysOwn() throws IOException, InvalidSettingException {
        Policies policies = exempting("users: [alice]", "admits: {cap-add: {allowed: [SYS_PTRACE]}}");
        String some = "\"HostConfig\":{\"CapAdd\":[\"SYS_PTRACE\",\"NET_BIND_SERVICE\"]}";
        Judgement judgement = create(policies, ALICE, "x", "app:1", some);
        assertTrue(judgement.permitted(), () -> judgement.findings().toString());
        assertEquals(1, judgement.byHeading().get("exempt").size());
        String more = "\"HostConfig\":{\"CapAdd\":[\"SYS_PTRACE\",\"SYS_ADMIN\"]}";
        assertFalse(create(policies, ALICE, "x", "app:1", more).permitted());
        assertFalse(create(policies, Subject.ANONYMOUS, "x", "app:1", some).permitted());
    }

    /** A tag and a repository anybody can give to any image; what dockerd has under the name is what counts. */
    @Test
    void imageIsMatchedByWhatDockerdHasNotByItsName() throws Exception {
        for (String digest : List.of(ID, MANIFEST)) {
            Policies policies = exempting("digests: ['" + digest + "']", "rules: [privileged]");
            assertTrue(create(policies, ALICE, "x", "app:1", PRIVILEGED).permitted());
            facts.images.put("mine:1", facts.images.get("app:1"));
            assertTrue(create(policies, ALICE, "x", "mine:1", PRIVILEGED).permitted(), "another name for the same");
            facts.images.put("reg.corp/app:1", facts.images.get("other:1"));
            assertFalse(create(policies, ALICE, "x", "reg.corp/app:1", PRIVILEGED).permitted(), "the name alone");
            String named = "reg.corp/app@" + digest;
            assertFalse(create(policies, ALICE, "x", named, PRIVILEGED).permitted(), "dockerd has no such image");
        }
    }

    @Test
    void repositoryIsThatOfTheDigestThatDockerdHas() throws IOException, InvalidSettingException {
        Policies policies = exempting("users: [alice], repositories: ['reg.corp/*']", "rules: [privileged]");
        assertTrue(create(policies, ALICE, "x", "app:1", PRIVILEGED).permitted());
        facts.images.put("reg.corp/app:2", facts.images.get("other:1"));
        assertFalse(create(policies, ALICE, "x", "reg.corp/app:2", PRIVILEGED).permitted());
        assertFalse(create(policies, Subject.ANONYMOUS, "x", "app:1", PRIVILEGED).permitted());
    }

    @Test
    void startExecAndRenameAreJudgedByTheContainersOwnNameAndImage() throws Exception {
        Policies policies = exempting("digests: ['" + MANIFEST + "'], containers: ['old-*']", "rules: [privileged]");
        container("old-db", ID, PRIVILEGED + ",\"Config\":{\"Image\":\"anything\"}");
        container("db", ID, PRIVILEGED + ",\"Config\":{\"Image\":\"app:1\"}");
        container("old-forged", "sha256:" + "e".repeat(64), PRIVILEGED + ",\"Config\":{\"Image\":\"app:1\"}");
        for (String target : List.of("/start", "/exec", "/rename?name=other")) {
            String body = target.equals("/exec") ? "{\"Cmd\":[\"sh\"]}" : "";
            assertTrue(judge(policies, NOW, ALICE, "/containers/old-db" + target, body).permitted(), target);
            assertTrue(judge(policies, NOW, ALICE, "/containers/old-db-id" + target, body).permitted(), "by its id");
            assertFalse(judge(policies, NOW, ALICE, "/containers/db" + target, body).permitted(), target);
            assertFalse(judge(policies, NOW, ALICE, "/containers/old-forged" + target, body).permitted(), target);
        }
        // Nobody gives a container a name that exempts it.
        assertFalse(judge(policies, NOW, ALICE, "/containers/db/rename?name=old-x", "").permitted());
    }

    @Test
    void labelsAndNamesNarrow() throws Exception {
        Policies policies = exempting("users: [alice], labels: ['team=db*'], containers: [db]", "rules: [privileged]");
        String labelled = PRIVILEGED + ",\"Labels\":{\"team\":\"db-1\"}";
        assertTrue(create(policies, ALICE, "db", "app:1", labelled).permitted());
        assertFalse(create(policies, ALICE, "db2", "app:1", labelled).permitted());
        assertFalse(create(policies, ALICE, "", "app:1", labelled).permitted(), "dockerd makes a name up");
        assertFalse(create(policies, ALICE, "db", "app:1", PRIVILEGED).permitted());
        assertFalse(create(policies, Subject.ANONYMOUS, "db", "app:1", labelled).permitted());
    }

    @Test
    void timeIsTheRequests() throws IOException, InvalidSettingException {
        Policies policies = exempting("users: [alice]", "rules: [privileged]");
        String body = "{\"Image\":\"app:1\"," + PRIVILEGED + "}";
        Instant last = Instant.parse("2026-12-31T23:59:59.999Z");
        assertTrue(judge(policies, last, ALICE, "/containers/create", body).permitted());
        assertFalse(judge(policies, last.plusMillis(1), ALICE, "/containers/create", body).permitted());
        assertEquals(List.of(), policies.inForce().expired(last));
        assertEquals(1, policies.inForce().expired(last.plusMillis(1)).size());
    }

    @Test
    void floorIsNotLifted() throws Exception {
        Policies policies = load("rules: {self-protection: {}, non-root: {}, operations: {}}", "exemptions: [" + """
                {id: all, reason: x, owner: x, expires: 2026-12-31, match: {users: [alice]},
                 rules: [non-root, operations]}]
                """);
        assertEquals(List.of("request"), judge(policies, NOW, ALICE, "/no/such/operation", "").violations().stream()
                .map(Finding::rule).toList());
        assertEquals(List.of("self-protection"), judge(policies, NOW, ALICE, "/plugins/sallyport/disable", "")
                .violations().stream().map(Finding::rule).toList());
        container("box", ID, "\"Config\":{\"User\":\"app\"}");
        facts.unanswered.add(new Question.EntryIn("box-id", "/"));
        Judgement unknown = judge(policies, NOW, ALICE, "/containers/box/start", "");
        assertFalse(unknown.permitted(), "what could not be looked up");
        assertEquals(1, unknown.failures().size());
    }

    /** Else a container would be removed for a verdict that an exemption would have lifted. */
    @Test
    void imageThatCannotBeLookedUpIsAFailure() throws Exception {
        Policies policies = exempting("digests: ['" + MANIFEST + "']", "rules: [privileged]");
        container("box", ID, "\"HostConfig\":{\"Privileged\":true,\"AutoRemove\":true}");
        facts.unanswered.add(new Question.Image(ID));
        Judgement judgement = judge(policies, NOW, ALICE, "/containers/box/start", "");
        assertFalse(judgement.permitted());
        assertEquals(Optional.empty(), judgement.removal());
    }

    @Test
    void exemptWhereObservedIsExempt() throws IOException, InvalidSettingException {
        Policies policies = load("mode: observe\nrules: {privileged: {}}", "exemptions: [" + """
                {id: one, reason: x, owner: x, expires: 2026-12-31, match: {users: [alice]}, rules: [privileged]}]
                """);
        assertEquals(List.of("exempt"), List.copyOf(
                create(policies, ALICE, "x", "app:1", PRIVILEGED).byHeading().keySet()));
        assertEquals(List.of("noted"), List.copyOf(
                create(policies, Subject.ANONYMOUS, "x", "app:1", PRIVILEGED).byHeading().keySet()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            expires: 2027-11-26 | 1:52: expires more than 366 days from now
            expires: 2027-11-25 | ''
            expires: 2026-12-31T10:00:00+01:00 | ''
            expires: 2020-01-01 | ''
            expires: tomorrow \
                | 1:52: `expires` must be a date such as 2027-01-31, or a time such as 2027-01-31T18:00:00Z
            expires: 2026-12-31, match: {containers: [db]} \
                | 1:71: matches only what whoever asks can choose: names, tags and labels
            expires: 2026-12-31, match: {labels: [a=b], repositories: [r]} \
                | 1:71: matches only what whoever asks can choose: names, tags and labels
            expires: 2026-12-31, match: {digests: [sha256:1]} \
                | 1:82: `digests` must be a digest such as sha256:..., with 64 hexadecimal digits
            expires: 2026-12-31, rules: [self-protection] \
                | 1:72: `self-protection` protects the gate itself: no exemption lifts it
            expires: 2026-12-31, admits: {self-protection: {changeable: [x]}} \
                | 1:90: `self-protection` protects the gate itself: no exemption lifts it
            expires: 2026-12-31, admits: {cap-add: {alowed: [x]}} \
                | 1:83: unknown parameter of cap-add `alowed`
            expires: 2026-12-31, rules: [priviledged] | 1:72: unknown rule `priviledged`
            """)
    void mistakesArePointedAt(String text, String message) throws IOException, InvalidSettingException {
        String all = "exemptions: [{id: a, reason: r, owner: o, " + text
                + (text.contains("match") ? "" : ", match: {users: [u]}")
                + (text.contains("rules") || text.contains("admits") ? "" : ", rules: [exec]") + "}]";
        String policy = "rules: {exec: {}}";
        if (message.isEmpty()) {
            load(policy, all);
            assertEquals(List.of(), Schemas.mistakes(ExemptionFile.schema(), all, InputFormat.YAML));
            return;
        }
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> load(policy, all));
        assertEquals(home + "/e.yaml:" + message,
                e.mistakes().stream().map(Mistake::toString).collect(Collectors.joining("\n")));
    }

    @Test
    void policySaysHowFarAwayOneMayExpire() throws IOException, InvalidSettingException {
        String far = """
                exemptions: [{id: a, reason: r, owner: o, expires: 2028-01-01, match: {users: [u]}, rules: [exec]}]
                """;
        load("exemptions: {max-days: 800}\nrules: {exec: {}}", far);
        assertThrows(InvalidSettingException.class, () -> load("exemptions: {max-days: 30}\nrules: {exec: {}}", far));
    }

    @Test
    void idsAreUnique() throws IOException {
        String one = "{id: a, reason: r, owner: o, expires: 2026-12-31, match: {users: [u]}, rules: [exec]}";
        InvalidSettingException e = assertThrows(InvalidSettingException.class,
                () -> load("rules: {exec: {}}", "exemptions:\n- " + one + "\n- " + one + "\n"));
        assertEquals(home + "/e.yaml:3:8: another exemption has this id: " + home + "/e.yaml:2:8", e.getMessage());
    }

    @Test
    void schemaForEditorsIsWrittenDown() throws IOException {
        assertEquals(Files.readString(Path.of("policies/exemptions.schema.json")), ExemptionFile.schema(),
                "stale: run scripts/update-generated");
    }
}
