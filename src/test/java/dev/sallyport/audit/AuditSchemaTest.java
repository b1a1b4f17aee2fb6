package dev.sallyport.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import dev.sallyport.Corpus;
import dev.sallyport.Schemas;
import dev.sallyport.audit.AuditEvent.InForce;
import dev.sallyport.audit.AuditEvent.Kind;
import dev.sallyport.audit.AuditEvent.Outcome;
import dev.sallyport.audit.AuditEvent.PolicyInForce;
import dev.sallyport.audit.AuditEvent.PolicyLoad;
import dev.sallyport.audit.AuditEvent.Trigger;
import dev.sallyport.audit.AuditRecord.Admitted;
import dev.sallyport.audit.AuditRecord.Decider;
import dev.sallyport.audit.AuditRecord.Found;
import dev.sallyport.audit.AuditRecord.Verdict;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Force;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.Judgement;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.RulesDecisionPoint;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records are written by hand, and documented by themselves: here both are held against each other. */
final class AuditSchemaTest {

    private static final Optional<String> SOME = Optional.of("x");
    private static final List<Found> FOUND = List.of(new Found("r", "f", SOME, SOME,
            Optional.of(new Admitted("p", Admission.Change.ADD, List.of("v")))));

    private static final AuditRecord FULL = new AuditRecord(Instant.EPOCH, "00ff", Verdict.DENY, SOME, SOME, SOME,
            "POST", "/x", SOME, SOME, FOUND, FOUND, FOUND, FOUND, FOUND, List.of(new Decider("p", SOME)), SOME, 42,
            Optional.of(new AuditRecord.Facts(Map.of("version", 1L))));

    private static final AuditRecord EMPTY = new AuditRecord(Instant.EPOCH, "00ff", Verdict.PERMIT, Optional.empty(),
            Optional.empty(), Optional.empty(), "GET", "/x", Optional.empty(), Optional.empty(), List.of(), List.of(),
            List.of(), List.of(), List.of(), List.of(), Optional.empty(), 0, Optional.empty());

    private static String line(AuditRecord record) {
        return new String(record.line(), StandardCharsets.UTF_8);
    }

    private static List<String> mistakes(String json) {
        return Schemas.mistakes(AuditReference.schema(), json, InputFormat.JSON);
    }

    @Test
    void everyComponentIsWrittenInItsOrder() {
        JsonNode schema = JsonMapper.shared().readTree(AuditReference.schema());
        JsonNode record = JsonMapper.shared().readTree(line(FULL));
        assertEquals(keys(schema.get("properties")), keys(record));
        for (String list : keys(record).stream().filter(key -> record.get(key).isArray()).toList()) {
            JsonNode properties = schema.at("/properties/" + list + "/items/properties");
            assertEquals(keys(properties), keys(record.at("/" + list + "/0")), list);
        }
    }

    private static List<String> keys(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }

    @Test
    void whatIsEmptyIsLeftOut() {
        assertEquals("""
                {"time":"1970-01-01T00:00:00.000Z","id":"00ff","decision":"permit","method":"GET",\
                "target":"/x","duration_us":0}
                """, line(EMPTY));
        assertEquals(List.of(), mistakes(line(EMPTY)));
        assertEquals(List.of(), mistakes(line(FULL)));
    }

    @Test
    void whateverADockerCliAsksIsRecordedAsTheSchemaSays() throws Exception {
        byte[] policy = Files.readAllBytes(Path.of("policies/hardened.yaml"));
        RulesDecisionPoint hardened = new RulesDecisionPoint(
                new PolicyLoader(new Surroundings(Optional::of, List.of())).load(SettingsFile.of("hardened", policy)));
        List<String> lines = new ArrayList<>();
        for (Corpus.Scenario scenario : Corpus.load()) {
            scenario.replay(action -> {
                Decision decision = hardened.decide(action, List.of());
                lines.add(line(AuditRecord.of(new Judgement(action, List.of(decision), Duration.ofMillis(1)))));
                return true;
            });
        }
        assertTrue(lines.size() > 100, () -> "only " + lines.size());
        lines.forEach(line -> assertEquals(List.of(), mistakes(line), line));
    }

    /** Whatever force a finding has, or will have. */
    @Test
    void nothingThatWasFoundIsLeftOut() throws Exception {
        List<Force> forces = List.of(Force.DENIES, Force.FAILS, Force.NOTED, new Force.Exempt("e"), Force.PASSED_OVER);
        assertEquals(
                Stream.of(Force.class.getPermittedSubclasses()).collect(Collectors.toSet()),
                forces.stream().map(Force::getClass).collect(Collectors.toSet()));
        List<Finding> findings = forces.stream().map(force -> Finding.denies("r", "f", "w").with(force)).toList();
        Corpus.load().getFirst().replay(action -> {
            JsonNode record = JsonMapper.shared().readTree(line(AuditRecord.of(
                    new Judgement(action, List.of(Decision.unasked(findings)), Duration.ZERO))));
            for (Force force : forces) {
                assertEquals("f", record.at("/" + force.heading() + "/0/found").asString(), record::toString);
            }
            assertEquals("e", record.at("/exempt/0/exemption").asString());
            return true;
        });
    }

    @ParameterizedTest
    @CsvSource({"\"id\",\"ID\"", "\"deny\",\"denied\"",
            "\"duration_us\":42,\"duration_us\":\"42\"", "\"sha256\",\"md5\""})
    void schemaRefusesWhatIsNeverWritten(String written, String otherwise) {
        assertNotEquals(List.of(), mistakes(line(FULL).replace(written, otherwise)));
    }

    @Test
    void schemaInTheDocumentationIsTheRecords() throws IOException {
        assertEquals(Files.readString(Path.of("docs/audit-record.schema.json")), AuditReference.schema(),
                "stale: run scripts/update-generated");
    }

    @Test
    void eventsAreWrittenAsTheirSchemaSays() {
        InForce inForce = new InForce("00ff", List.of(new PolicyInForce("p", "0f", 3, 1)), 0, 2);
        PolicyLoad loaded = new PolicyLoad(Instant.EPOCH, Kind.POLICY_LOAD, Outcome.LOADED, Trigger.SIGNAL, inForce,
                Optional.of(inForce), List.of());
        assertEquals("""
                {"time":"1970-01-01T00:00:00.000Z","event":"policy_load","outcome":"loaded","trigger":"signal",\
                "in_force":{"sha256":"00ff","policies":[{"policy":"p","sha256":"0f","rules":3,"observed":1}],\
                "bindings":0,"exemptions":2},"before":{"sha256":"00ff",\
                "policies":[{"policy":"p","sha256":"0f","rules":3,"observed":1}],"bindings":0,"exemptions":2}}
                """, line(loaded));
        PolicyLoad kept = new PolicyLoad(Instant.EPOCH, Kind.POLICY_LOAD, Outcome.KEPT, Trigger.FILE, inForce,
                Optional.empty(),
                List.of("p.yaml:1:1: `rules` is missing"));
        AuditEvent.Start start = new AuditEvent.Start(Instant.EPOCH, Kind.START, "1.0", "/c.json", "/s.sock",
                Optional.of(inForce));
        AuditEvent.Stop stop = new AuditEvent.Stop(Instant.EPOCH, Kind.STOP, "SIGTERM");
        assertEquals("""
                {"time":"1970-01-01T00:00:00.000Z","event":"stop","reason":"SIGTERM"}
                """, line(stop));
        for (AuditEvent event : List.of(start, loaded, kept, stop)) {
            assertEquals(List.of(), Schemas.mistakes(AuditReference.eventSchema(), line(event), InputFormat.JSON));
            assertNotEquals(List.of(), mistakes(line(event)), "an event is no decision");
        }
        assertNotEquals(List.of(), Schemas.mistakes(AuditReference.eventSchema(), line(FULL), InputFormat.JSON));
    }

    private static String line(AuditEvent event) {
        return new String(EventLine.of(event), StandardCharsets.UTF_8);
    }

    @Test
    void eventSchemaInTheDocumentationIsTheEvents() throws IOException {
        assertEquals(Files.readString(Path.of("docs/audit-event.schema.json")), AuditReference.eventSchema(),
                "stale: run scripts/update-generated");
    }

    @Test
    void documentationIsTheRecords() throws IOException {
        String page = Files.readString(Path.of("docs/audit.md"));
        for (String made : List.of(AuditReference.markdown(), AuditReference.eventsMarkdown())) {
            assertTrue(page.contains("-->\n" + made + "<!-- end -->"), "stale: run scripts/update-generated");
        }
        String example = page.substring(page.indexOf("```json\n") + 8, page.indexOf("```\n"));
        assertEquals(List.of(), mistakes(example));
    }
}
