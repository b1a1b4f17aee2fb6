package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import dev.sallyport.Schemas;
import dev.sallyport.rules.OperationReference;
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
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyLoaderTest {

    private static final PolicyLoader LOADER = new PolicyLoader(new Surroundings(path -> Optional.of(path), List.of()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                      | p.yaml: empty | ''
            []                                                      | p.yaml:1:1: `policy` must be a mapping | ''
            name: x                                                 | p.yaml:1:1: `rules` is missing | ''
            rules: {} | \
                p.yaml:1:8: no rule is on: such a policy permits everything | ''
            rules: {cap-dorp: {}}                                   | p.yaml:1:9: unknown rule `cap-dorp` | \
                did you mean `cap-drop`?
            rules: {cap-drop: {requird: [ALL]}} | \
                p.yaml:1:20: unknown parameter of cap-drop `requird` | did you mean `required`?
            rules: {cap-drop: {required: ALL}} | \
                p.yaml:1:30: `required` must be a list of capabilities | ''
            rules: {cap-drop: {required: [1]}}                      | p.yaml:1:31: `required` must be a string | ''
            rules: {cap-drop: true}                                 | p.yaml:1:19: `cap-drop` must be a mapping | ''
            rules: {memory-limit: {max: lots}} | \
                p.yaml:1:29: `max` must be a size such as 67108864 or 64m | ''
            rules: {memory-limit: {max: -1}} | \
                p.yaml:1:29: `max` must be a whole number from 0 to 9223372036854775807 | ''
            rules: {non-root: {names: paswd}}                       | p.yaml:1:27: unknown value of `names`: `paswd` | \
                did you mean `passwd`?
            rules: {non-root: {root-group: yes}} | \
                p.yaml:1:32: `root-group` must be true or false | ''
            rules: {operations: {allow: [ContainerCraete]}} | \
                p.yaml:1:30: unknown operation or group `ContainerCraete` | did you mean `ContainerCreate`?
            rules: {host-paths: {allowed: ['[']}}                   | p.yaml:1:32: malformed glob `[` | ''
            rules: {cap-drop: {required: [ALL, NET_RAWW]}} | \
                p.yaml:1:36: unknown capability `NET_RAWW` | did you mean `NET_RAW`?
            rules: {cap-add: {allowed: [cap_net_admni]}} | \
                p.yaml:1:29: unknown capability `cap_net_admni` | did you mean `NET_ADMIN`?
            rules: {host-paths: {allowed: [srv/app]}} | \
                p.yaml:1:32: `srv/app` matches nothing: a path begins with `/` | ''
            rules: {host-paths: {allowed: [~/app]}} | \
                p.yaml:1:32: `~/app` matches nothing: `~` is nobody's home here; write the whole path | ''
            rules: {host-paths: {allowed: [/srv/app/]}} | \
                p.yaml:1:32: `/srv/app/` matches nothing: a path does not end with `/`; for all beneath: \
            /srv/app/** | ''
            rules: {host-paths: {allowed: [/srv/../app]}} | \
                p.yaml:1:32: `/srv/../app` matches nothing: paths are compared without `.` and `..` | ''
            rules: {host-paths: {allowed: [/srv/**, /etc/ssl/**]}} | \
                p.yaml:1:21: `/etc/ssl/**` matches nothing: `/etc` is in `forbidden` | ''
            rules: {host-paths: {forbidden: [data]}} | \
                p.yaml:1:34: `data` matches nothing: a path begins with `/` | ''
            rules: {host-paths: {forbidden: [/data/*]}} | \
                p.yaml:1:34: `/data/*` matches nothing: this is no list of globs; a directory stands for all \
            beneath it | ''
            rules: {read-only-mounts: {writable-sources: [./data]}} | \
                p.yaml:1:47: `./data` matches nothing: a path begins with `/` | ''
            rules: {read-only-mounts: {writable-sources: [.data]}} | \
                p.yaml:1:47: `.data` matches nothing: a path begins with `/`, and the name of a volume with a \
            letter or a digit | ''
            rules: {read-only-mounts: {writable-sources: [*_pgdata]}} | \
                p.yaml:1:47: a text that begins with `*` or `&` needs quotes (anchors and aliases are not \
            supported) | ''
            rules: {read-only-mounts: {writable-targets: [tmp]}} | \
                p.yaml:1:47: `tmp` matches nothing: a path begins with `/` | ''
            rules: {devices: {allowed: ['*']}} | \
                p.yaml:1:29: `*` matches nothing: a path begins with `/` | ''
            rules: {image-source: {allowed: [alpine]}} | \
                p.yaml:1:34: `alpine` matches nothing: a repository is written with its registry, without a \
            tag: docker.io/library/alpine | ''
            rules: {image-source: {allowed: ['docker.io/library/alpine:3']}} | \
                p.yaml:1:34: `docker.io/library/alpine:3` matches nothing: a repository is written with its \
            registry, without a tag: docker.io/library/alpine | ''
            rules: {image-source: {allowed: [library/*]}} | \
                p.yaml:1:34: `library/*` matches nothing: a repository is written with its registry: \
            docker.io/library/* | ''
            rules: {image-source: {allowed: [docker.io/*]}} | \
                p.yaml:1:34: `docker.io/*` matches nothing: Docker Hub's own images are docker.io/library/*, \
            all of its images docker.io/** | ''
            rules: {image-source: {allowed: ['*']}} | \
                p.yaml:1:34: `*` matches nothing: `*` ends at a `/`; `**` does not | ''
            rules: {host-namespaces: {allowed: [network=hots]}} | \
                p.yaml:1:37: unknown shared namespace `network=hots` | did you mean `network=host`?
            rules: {sysctls: {allowed: [net.*]}} | \
                p.yaml:1:18: `net.*` matches nothing: `allowed` is no list of globs | ''
            rules: {annotations: {forbidden: [run.*]}} | \
                p.yaml:1:22: `run.*` matches nothing: `forbidden` is no list of globs | ''
            rules: {privileged: {}, privileged: {}}                 | p.yaml:1:25: repeated key `privileged` | ''
            rules: {privileged: &a {}, exec: *a} | \
                p.yaml:1:21: a text that begins with `*` or `&` needs quotes (anchors and aliases are not \
            supported) | ''
            rule: {privileged: {}}                                  | p.yaml:1:1: unknown key `rule` | \
                did you mean `rules`?
            """)
    void mistakesArePointedAt(String text, String message, String hint) {
        InvalidSettingException e =
                assertThrows(InvalidSettingException.class, () -> LOADER.load(new SettingsFile("p.yaml", text)));
        Mistake first = e.mistakes().getFirst();
        assertEquals(message, first.toString());
        assertEquals(hint, first.hint().orElse(""));
    }

    @Test
    void brokenYamlIsPointedAt() {
        InvalidSettingException e =
                assertThrows(InvalidSettingException.class,
                        () -> LOADER.load(new SettingsFile("p.yaml", "rules:\n  a: [\n")));
        assertTrue(e.getMessage().startsWith("p.yaml:3:1: not well-formed YAML"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "rules: {host-paths: {allowed: ['/srv/**', '**/data', '{/a,/b}/**', /]}}",
            "rules: {host-paths: {allowed: [/etcetera/**], forbidden: [/etc/, /data/../srv]}}",
            "rules: {host-paths: {allowed: ['/**']}}",
            "rules: {read-only-mounts: {writable-sources: ['*_pgdata', scratch, '{a,b}', /srv/up]}}",
            "rules: {image-source: {allowed: ['**', docker.io/library/*, 'localhost:5000/*', '*.example/**', "
                    + "'{ghcr.io,quay.io}/team/*']}}",
            "rules: {cap-add: {allowed: [net_raw, CAP_SYSLOG, CHECKPOINT_RESTORE, all]}}",
            "rules: {host-namespaces: {allowed: [network=container]}}"
    })
    void patternThatCanMatchIsTaken(String text) {
        assertDoesNotThrow(() -> LOADER.load(new SettingsFile("p.yaml", text)));
        assertEquals(List.of(), Schemas.mistakes(PolicySchema.json(), text, InputFormat.YAML));
    }

    @Test
    void everyMistakeIsToldAtOnceInTheOrderOfThePlaces() {
        InvalidSettingException e =
                assertThrows(InvalidSettingException.class, () -> LOADER.load(new SettingsFile("p.yaml", """
                names: x
                rules:
                  privilegd: {}
                  exec: {}
                  exec: {}
                  operations: {allow: [Contaners, reads, ContainerCraete], dny: []}
                  devices: {allowed: ['[', '/dev/null', 1]}
                  drivers: &a {}
                  memory-limit: {max: lots, max-swap: !!int 7}
                """)));
        assertEquals(
                List.of("p.yaml:1:1: unknown key `names`",
                        "p.yaml:3:3: unknown rule `privilegd`",
                        "p.yaml:5:3: repeated key `exec`",
                        "p.yaml:6:24: unknown operation or group `Contaners`",
                        "p.yaml:6:42: unknown operation or group `ContainerCraete`",
                        "p.yaml:6:60: unknown parameter of operations `dny`",
                        "p.yaml:7:23: malformed glob `[`",
                        "p.yaml:7:41: `allowed` must be a string",
                        "p.yaml:8:12: a text that begins with `*` or `&` needs quotes "
                                + "(anchors and aliases are not supported)",
                        "p.yaml:9:23: `max` must be a size such as 67108864 or 64m",
                        "p.yaml:9:39: a text that begins with `!` needs quotes (tags are not supported)"),
                e.mistakes().stream().map(Mistake::toString).toList());
        assertEquals(Optional.of("did you mean `ContainerCreate`?"), e.mistakes().get(4).hint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1\n---\nb: 1\n", "rules: {privileged: {}}\n---\n"})
    void secondDocumentIsRefused(String text) {
        InvalidSettingException e =
                assertThrows(InvalidSettingException.class, () -> LOADER.load(new SettingsFile("p.yaml", text)));
        assertTrue(e.getMessage().endsWith("something follows the value"), e.getMessage());
    }

    @Test
    void nestingIsBounded() {
        InvalidSettingException e = assertThrows(InvalidSettingException.class,
                () -> LOADER.load(new SettingsFile("p.yaml", "rules: " + "[".repeat(40_000))));
        assertTrue(e.getMessage().endsWith("nested too deep, or a number too long"), e.getMessage());
    }

    @Test
    void ruleWithNothingBehindItTakesEveryDefault() throws InvalidSettingException {
        Policy bare = LOADER.load(new SettingsFile("p.yaml", "rules:\n  drivers:\n"));
        assertEquals(LOADER.load(new SettingsFile("p.yaml", "rules: {drivers: {}}")).rules(), bare.rules());
    }

    @Test
    void everyPolicyThatComesAlongIsValid() throws IOException, InvalidSettingException {
        try (var files = Files.newDirectoryStream(Path.of("policies"), "*.yaml")) {
            for (Path file : files) {
                assertTrue(!LOADER.load(SettingsFile.read(file)).rules().isEmpty());
                assertEquals(List.of(),
                        Schemas.mistakes(PolicySchema.json(), Files.readString(file), InputFormat.YAML));
            }
        }
    }

    @Test
    void schemaForEditorsIsTheRules() throws IOException {
        assertEquals(Files.readString(Path.of("policies/policy.schema.json")), PolicySchema.json(),
                "stale: run `sallyport policy schema > policies/policy.schema.json`");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "rules: {cap-drop: }", "rules: {memory-limit: {max: 64m, max-swap: 128MB}}",
            "rules: {memory-limit: {max: 0}}",
            "rules: {cpu-limit: {max: 1.5, shares: false}}", "rules: {operations: {allow: [reads, ContainerCreate]}}",
            "rules: {non-root: {names: deny}}"
    })
    void schemaTakesWhatTheLoaderTakes(String text) throws InvalidSettingException {
        LOADER.load(new SettingsFile("p.yaml", text));
        assertEquals(List.of(), Schemas.mistakes(PolicySchema.json(), text, InputFormat.YAML));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "[]", "name: x", "rules: {cap-dorp: {}}", "rules: {cap-drop: {requird: [ALL]}}",
            "rules: {cap-drop: {required: ALL}}",
            "rules: {cap-drop: {required: [1]}}", "rules: {cap-drop: true}", "rules: {memory-limit: {max: lots}}",
            "rules: {memory-limit: {max: -1}}",
            "rules: {non-root: {names: paswd}}", "rules: {operations: {allow: [ContainerCraete]}}",
            "rule: {privileged: {}}"
    })
    void schemaRefusesWhatTheLoaderRefuses(String text) {
        assertThrows(InvalidSettingException.class, () -> LOADER.load(new SettingsFile("p.yaml", text)));
        assertNotEquals(List.of(), Schemas.mistakes(PolicySchema.json(), text, InputFormat.YAML));
    }

    @Test
    void referenceIsTheOperations() throws IOException {
        assertEquals(Files.readString(Path.of("docs/operations.md")), OperationReference.markdown(),
                "stale: run `sallyport operations > docs/operations.md`");
    }

    @Test
    void referenceIsTheRules() throws IOException {
        assertEquals(Files.readString(Path.of("docs/rules.md")), RuleReference.markdown(),
                "stale: run `sallyport policy rules > docs/rules.md`");
    }
}
