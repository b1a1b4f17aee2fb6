package dev.sallyport.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.Presets;
import dev.sallyport.policy.RulesDecisionPoint;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Mistake;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cases of the policies that come along, and what is said of cases that fail. After a change that means to change
 * that, {@code mvn test -Dtest=CaseFileTest -Dcases.update=true} writes it anew: read the difference.
 */
final class CaseFileTest {

    private static final Path GOLDEN = Path.of("src/test/resources/cases");

    private static CaseReport report(SettingsFile file) throws InvalidSettingException {
        CaseFile cases = CaseFile.read(file);
        return CaseReport.of(cases, new RulesDecisionPoint(new PolicyLoader(
                new Surroundings(Optional::of, List.of()))
                        .load(Presets.presetOrFile(cases.policy().orElseThrow(), Path.of("policies")))));
    }

    @Test
    void hardenedIsAsItsCasesSay() throws InvalidSettingException {
        CaseReport report = report(SettingsFile.read(Path.of("policies/cases/hardened.yaml")));
        assertEquals(0, report.failed(), report::text);
        assertTrue(report.outcomes().size() > 15, report::text);
    }

    @Test
    void whatIsOtherwiseIsSaid() throws IOException, InvalidSettingException {
        CaseReport report = report(new SettingsFile("wrong.yaml", Files.readString(GOLDEN.resolve("wrong.yaml"))));
        assertEquals(3, report.failed());
        golden("wrong.txt", report.text());
        golden("wrong.xml", JUnitReport.of(List.of(report)).replaceAll("time=\"[0-9.]+\"", "time=\"0\""));
    }

    private static void golden(String name, String text) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("cases.update")) {
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(file), text, name);
    }

    /** What a case does not say is no fact: it fails as when dockerd does not answer. */
    @Test
    void caseRestsOnNothingThatItDoesNotName() throws InvalidSettingException {
        CaseReport report = report(new SettingsFile("c.yaml", """
                policy: hardened
                cases: [{name: n, request: POST /containers/create, body: {Image: a}, expect: permit}]
                """));
        assertTrue(report.text().contains("under `facts`, as dockerd answers GET /images/a/json"), report::text);
    }

    @Test
    void recordedMessagesAndRecordsAreCasesToo() throws InvalidSettingException {
        CaseReport report = report(new SettingsFile("c.yaml", """
                policy: hardened
                cases:
                  - name: message
                    message: {RequestMethod: POST, RequestUri: /v1.45/swarm/init, RequestBody: e30=,
                              RequestHeaders: {Content-Type: application/json}}
                    expect: {decision: deny, rules: [operations]}
                  - name: record
                    record: {time: "2026-11-25T03:03:54.889Z", id: "00ff", decision: permit, method: POST,
                             target: /containers/create, duration_us: 1, facts: {version: 1, aspects:
                               [{invocation: {operation: ContainerCreate}},
                                {workload: {stage: create, user: {identity: {uid: {}}}}}]}}
                    expect: {decision: deny, rules: [cap-drop, non-root, memory-limit]}
                """));
        assertEquals(0, report.failed(), report::text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cases: []                                                       | c.yaml:1:1: `cases` is empty
            cases: [{name: n, expect: permit}]                              | c.yaml:1:9: `request` is missing
            cases: [{name: n, request: POST, expect: permit}]               | c.yaml:1:28: `request` must be a method \
            and a path, such as POST /containers/create
            cases: [{name: n, request: GET /x, expect: maybe}]              | c.yaml:1:44: `expect` must be permit, \
            deny, or a mapping
            cases: [{name: n, request: GET /x, expect: {decision: no}}]     | c.yaml:1:55: unknown value of \
            `decision`: `no`
            cases: [{name: n, request: GET /x, exspect: permit}]            | c.yaml:1:36: unknown key `exspect`
            cases: [{name: n, message: {}, expect: deny}]                   | c.yaml:1:28: the plugin message has no \
            RequestMethod or no RequestUri
            cases: [{name: n, record: {}, expect: deny}]                    | c.yaml:1:27: not a record to judge \
            again: no decision with all its facts
            """)
    void mistakesHaveAPlace(String text, String mistake) {
        InvalidSettingException e = assertThrows(InvalidSettingException.class,
                () -> CaseFile.read(new SettingsFile("c.yaml", text)));
        assertTrue(e.mistakes().stream().map(Mistake::toString).anyMatch(mistake::equals), e::getMessage);
    }

    @Test
    void factsThatDockerdWouldNotSayHaveAPlace() {
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> CaseFile.read(new SettingsFile(
                "c.yaml", """
                cases:
                  - name: n
                    request: GET /_ping
                    facts: {images: {a: {Config: 7}}, host: {/x: door}}
                    expect: permit
                """)));
        assertTrue(String.valueOf(e.getMessage()).startsWith("c.yaml:4:25: not what dockerd would say"), e::getMessage);
    }
}
