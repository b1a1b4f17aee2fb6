package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.rules.HostFiles;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Mistake;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyLoaderTest {

    private static final PolicyLoader LOADER = new PolicyLoader(new Surroundings(HostFiles.real(), List.of()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                      | p.yaml: empty | ''
            []                                                      | p.yaml:1:1: `policy` must be a mapping | ''
            name: x                                                 | p.yaml:1:1: `rules` is missing | ''
            rules: {}                                               | p.yaml:1:8: no rule is on: such a policy permits everything | ''
            rules: {cap-dorp: {}}                                   | p.yaml:1:9: unknown rule `cap-dorp` | did you mean `cap-drop`?
            rules: {cap-drop: {requird: [ALL]}}                     | p.yaml:1:20: unknown parameter of cap-drop `requird` | did you mean `required`?
            rules: {cap-drop: {required: ALL}}                      | p.yaml:1:30: `required` must be a list of strings | ''
            rules: {cap-drop: {required: [1]}}                      | p.yaml:1:31: `required` must be a string | ''
            rules: {cap-drop: true}                                 | p.yaml:1:19: `cap-drop` must be a mapping | ''
            rules: {memory-limit: {max: lots}}                      | p.yaml:1:29: `max` must be a size such as 67108864 or 64m | ''
            rules: {memory-limit: {max: -1}}                        | p.yaml:1:29: `max` must be a whole number from 0 to 9223372036854775807 | ''
            rules: {non-root: {names: paswd}}                       | p.yaml:1:27: unknown value of `names`: `paswd` | did you mean `passwd`?
            rules: {non-root: {root-group: yes}}                    | p.yaml:1:32: `root-group` must be true or false | ''
            rules: {operations: {allow: [ContainerCraete]}}         | p.yaml:1:30: unknown operation or group `ContainerCraete` | did you mean `ContainerCreate`?
            rules: {host-paths: {allowed: ['[']}}                   | p.yaml:1:21: malformed glob `[` | ''
            rules: {privileged: {}, privileged: {}}                 | p.yaml:1:25: repeated key `privileged` | ''
            rules: {privileged: &a {}, exec: *a}                    | p.yaml:1:21: anchors and aliases are not supported | ''
            rule: {privileged: {}}                                  | p.yaml:1:1: unknown key `rule` | did you mean `rules`?
            """)
    void mistakesArePointedAt(String text, String message, String hint) {
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> LOADER.load(new SettingsFile("p.yaml", text)));
        Mistake first = e.mistakes().getFirst();
        assertEquals(message, first.toString());
        assertEquals(hint, first.hint().orElse(""));
    }

    @Test
    void brokenYamlIsPointedAt() {
        InvalidSettingException e =
                assertThrows(InvalidSettingException.class, () -> LOADER.load(new SettingsFile("p.yaml", "rules:\n  a: [\n")));
        assertTrue(e.getMessage().startsWith("p.yaml:3:1: not well-formed YAML"), e.getMessage());
    }

    @Test
    void everyPolicyThatComesAlongIsValid() throws IOException, InvalidSettingException {
        try (var files = Files.newDirectoryStream(Path.of("policies"), "*.yaml")) {
            for (Path file : files) {
                assertTrue(!LOADER.load(SettingsFile.read(file)).rules().isEmpty());
            }
        }
    }

    @Test
    void schemaForEditorsIsTheRules() throws IOException {
        assertEquals(Files.readString(Path.of("policies/policy.schema.json")), PolicySchema.json(),
                "stale: run `sallyport policy schema > policies/policy.schema.json`");
    }

    @Test
    void referenceIsTheRules() throws IOException {
        assertEquals(Files.readString(Path.of("docs/rules.md")), RuleReference.markdown(),
                "stale: run `sallyport policy rules > docs/rules.md`");
    }
}
