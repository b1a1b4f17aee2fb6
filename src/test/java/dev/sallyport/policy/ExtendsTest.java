package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.networknt.schema.InputFormat;
import dev.sallyport.Schemas;
import dev.sallyport.rules.Surroundings;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Mistake;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies that extend another, and what becomes of modes. */
final class ExtendsTest {

    private static final PolicyLoader LOADER = new PolicyLoader(new Surroundings(Optional::of, List.of()));

    @TempDir
    private Path home;

    private Policy load(String file) throws InvalidSettingException {
        return LOADER.load(SettingsFile.read(home.resolve(file)));
    }

    private static List<String> rules(Policy policy) {
        return policy.rules().stream().map(enabled -> enabled.rule().toString()).toList();
    }

    private void write(String file, String text) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** Such as {@code privileged enforce, exec observe}. */
    private String modes(String text) throws IOException, InvalidSettingException {
        write("p.yaml", text);
        return load("p.yaml").rules().stream()
                .map(rule -> rule.id() + " " + rule.mode().word())
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rules: {exec: {}}                                           | exec enforce
            rules: {exec: {mode: observe}, devices: {}}                 | devices enforce, exec observe
            rules: {exec: {mode: off}, devices: }                       | devices enforce
            mode: observe\\nrules: {exec: {}, devices: {mode: enforce}} | devices enforce, exec observe
            mode: observe\\nrules: {exec: {}, self-protection: {}}      | self-protection enforce, exec observe
            mode: enforce\\nrules: {exec: {mode: observe}}              | exec observe
            rules: {exec: {}, self-protection: {mode: off}}             | exec enforce
            """)
    void modes(String text, String modes) throws IOException, InvalidSettingException {
        assertEquals(modes, modes(text.replace("\\n", "\n")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            extends: base.yaml                                              | exec observe
            extends: ./base.yaml\\nrules: {exec: {}}                        | exec observe
            extends: base.yaml\\nrules: {exec: {mode: enforce}}             | exec enforce
            extends: base.yaml\\nmode: enforce                              | exec enforce
            extends: base.yaml\\nmode: observe\\nrules: {devices: {}}       | devices observe, exec observe
            extends: base.yaml\\nrules: {devices: }                         | devices enforce, exec observe
            extends: base.yaml\\nrules: {devices: {mode: observe}}          | devices observe, exec observe
            extends: base.yaml\\nrules: {exec: {mode: off}, cap-add: {}}    | cap-add enforce
            """)
    void modesOfWhatIsExtended(String text, String modes) throws IOException, InvalidSettingException {
        write("base.yaml", "rules: {devices: {mode: off}, exec: {mode: observe}}");
        assertEquals(modes, modes(text.replace("\\n", "\n")));
    }

    /** A preset can be tried out whole; what protects the gate stays in force. */
    @Test
    void presetIsObservedByName() throws IOException, InvalidSettingException {
        write("p.yaml", "extends: hardened\nmode: observe\n");
        Policy hardened = LOADER.load(Presets.standard());
        Policy observed = load("p.yaml");
        assertEquals(rules(hardened), rules(observed));
        assertEquals(observed.rules().size() - 1, observed.observed());
        assertEquals(0, hardened.observed());
    }

    /** What is not named stays, so that a rule that is only observed for now does not lose its parameters. */
    @Test
    void parametersThatAreNotNamedStay() throws IOException, InvalidSettingException {
        write("base.yaml", "rules: {memory-limit: {max: 2g, max-swap: 4g}, cap-drop: {required: [ALL]}}");
        write("all.yaml", "rules: {memory-limit: {max: 1g, max-swap: 4g}, cap-drop: {required: [ALL]}}");
        write("p.yaml", "extends: base.yaml\nrules: {memory-limit: {max: 1g}, cap-drop: {mode: enforce}}");
        assertEquals(rules(load("all.yaml")), rules(load("p.yaml")));
    }

    @Test
    void placesTellWhereEachParameterComesFrom() throws IOException, InvalidSettingException {
        write("base.yaml", "rules:\n  memory-limit: {max: 2g, max-swap: 4g}\n");
        write("p.yaml", "extends: base.yaml\nrules:\n  memory-limit:\n    max: 1g\n");
        RuleText limit = PolicyLoader.rules(SettingsFile.read(home.resolve("p.yaml"))).getFirst();
        assertEquals(home + "/p.yaml:4:5", limit.parameters().get("max").place().toString());
        assertEquals(home + "/base.yaml:2:27", limit.parameters().get("max-swap").place().toString());
    }

    @Test
    void filesAreRelativeToTheOneThatExtendsThem() throws IOException, InvalidSettingException {
        write("p.yaml", "extends: house/team.yaml");
        write("house/team.yaml", "extends: ../base.yaml\nrules: {exec: {}}");
        write("base.yaml", "name: base\nrules: {privileged: {}}");
        Policy policy = load("p.yaml");
        assertEquals(List.of("privileged", "exec"), policy.rules().stream().map(Policy.Enabled::id).toList());
        assertEquals(home.resolve("p.yaml").toString(), policy.name(), "another policy than the one it extends");
    }

    /** As {@code sha256sum FILE... | cut -c-64 | sort | sha256sum} prints it. */
    @Test
    void hashIsThatOfAllTexts() throws IOException, InvalidSettingException {
        write("p.yaml", "extends: base.yaml\n");
        write("base.yaml", "rules: {privileged: {}}\n");
        String before = load("p.yaml").hash();
        String lines = Stream.of("extends: base.yaml\n", "rules: {privileged: {}}\n")
                .map(Sha256::of).sorted().map(hash -> hash + "\n").collect(Collectors.joining());
        assertEquals(Sha256.of(lines), before);
        write("base.yaml", "rules: {privileged: {}}\n#\n");
        assertNotEquals(before, load("p.yaml").hash());
        assertEquals(Sha256.of("rules: {privileged: {}}\n#\n"), load("base.yaml").hash());
    }

    /** Somebody's own file may have a preset's name, and extend it. */
    @Test
    void fileOfTheNameOfAPresetIsNotThePreset() throws InvalidSettingException {
        SettingsFile own = new SettingsFile("hardened.yaml", "extends: hardened\nrules: {exec: {mode: off}}");
        assertEquals(LOADER.load(Presets.standard()).rules().size() - 1, LOADER.load(own).rules().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            extends: hardend                           | p.yaml:1:10: unknown policy `hardend` \
                                                       | did you mean `hardened`?
            extends: 1                                 | p.yaml:1:10: `extends` must be a string | ''
            extends: [hardened]                        | p.yaml:1:10: `extends` must be a string | ''
            extends: ./p.yaml                          | p.yaml:1:10: `./p.yaml` extends itself | ''
            extends: to-p.yaml                         | to-p.yaml:1:10: `p.yaml` extends itself | ''
            extends: gone.yaml                         | p.yaml:1:10: cannot extend gone.yaml: no such file | ''
            extends: bad.yaml                          | bad.yaml:1:9: unknown rule `excec` | did you mean `exec`?
            extends: 1.yaml                            | 7.yaml:1:10: extends more than 7 policies | ''
            extends: off.yaml                          | p.yaml:1:1: no rule is on: such a policy permits everything \
                                                       | ''
            mode: off                                  | p.yaml:1:7: unknown value of `mode`: `off` \
                                                       | known: enforce, observe
            rules: {exec: {mode: of}}                  | p.yaml:1:22: unknown value of `mode`: `of` \
                                                       | did you mean `off`?
            rules: {exec: {mode: no}}                  | p.yaml:1:22: unknown value of `mode`: `no` \
                                                       | known: enforce, observe, off
            rules: {exec: {mode: false}}               | p.yaml:1:22: `mode` must be one of enforce, observe, off | ''
            rules: {exec: {moed: off}}                 | p.yaml:1:16: unknown parameter of exec `moed` \
                                                       | did you mean `mode`?
            rules: {exec: {mode: off}}                 | p.yaml:1:8: no rule is on: such a policy permits everything \
                                                       | ''
            rules: {self-protection: {mode: observe}}  | p.yaml:1:33: unknown value of `mode`: `observe` \
                                                       | known: enforce, off
            """)
    void mistakesArePointedAt(String text, String message, String hint) throws IOException {
        write("p.yaml", text);
        write("to-p.yaml", "extends: p.yaml");
        write("bad.yaml", "rules: {excec: {}}");
        write("off.yaml", "rules: {exec: {mode: off}}");
        for (int n = 1; n < 9; n++) {
            write(n + ".yaml", "extends: " + (n + 1) + ".yaml");
        }
        Mistake first =
                assertThrows(InvalidSettingException.class, () -> load("p.yaml")).mistakes().getFirst();
        assertEquals(message, first.toString().replace(home + "/", ""));
        assertEquals(hint, first.hint().orElse(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            extends: hardened                                  | true
            extends: hardened\\nmode: observe\\nrules: {exec: } | true
            rules: {exec: {mode: observe}}                     | true
            mode: observe                                      | false
            mode: off\\nrules: {exec: }                        | false
            rules: {self-protection: {mode: observe}}          | false
            """)
    void schemaSaysTheSame(String text, boolean valid) {
        String yaml = text.replace("\\n", "\n");
        assertEquals(valid, Schemas.mistakes(PolicySchema.json(), yaml, InputFormat.YAML).isEmpty());
        if (valid) {
            assertDoesNotThrow(() -> LOADER.load(new SettingsFile("p.yaml", yaml)));
        } else {
            assertThrows(InvalidSettingException.class, () -> LOADER.load(new SettingsFile("p.yaml", yaml)));
        }
    }

    @Test
    void presetsAreTheFilesThatComeAlong() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("policies"))) {
            assertEquals(
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml"))
                            .map(name -> name.replace(".yaml", ""))
                            .sorted().toList(),
                    Presets.names().stream().sorted().toList());
        }
        for (String name : Presets.names()) {
            assertEquals(Files.readString(Path.of("policies", name + ".yaml")),
                    Presets.find(name).orElseThrow().text());
        }
    }
}
