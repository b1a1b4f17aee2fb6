package dev.sallyport.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import dev.sallyport.Schemas;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Mistake;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import dev.sallyport.settings.Size;
import dev.sallyport.settings.SocketPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationLoaderTest {

    private static final String EVERY_KEY = """
            {"socket": {"path": "/s", "mode": "0660"}, "judges": ["opa", "rules"], "policy": "p.yaml",
             "bindings": "b.yaml", "exemptions": ["e.yaml"],
             "docker": {"socket": "/d", "timeout": 1, "maxInFlight": 2},
             "opa": {"url": "https://o:1/", "path": "a/b", "token": "t",
                     "tls": {"ca": "ca", "certificate": "c", "key": "k"},
                     "timeout": 3, "maxInFlight": 7, "onError": "allow", "redactEnvironment": true,
                     "strictBuiltinErrors": true},
             "audit": {"file": "f", "record": "all", "sync": "each", "onError": "allow", "maxBytes": "1k", "keep": 4},
             "metrics": {"socket": "/m", "mode": "0640", "port": 9323},
             "limits": {"maxMessageBytes": "8m", "maxConnections": 9, "stall": 5, "decision": 6}}
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                    | empty
            []                                    | 1:1: `configuration` must be a mapping
            {                 | 1:2: not well-formed JSON: the file ends, and a `}` or `]` is missing
            {} {}                                 | 1:4: something follows the value
            {"sockt": {}}                         | 1:2: unknown key `sockt`
            {"socket": {"pth": "x"}}              | 1:13: unknown key `pth`
            {"socket": "x"}                       | 1:12: `socket` must be a mapping
            {"socket": {"mode": "999"}}           | 1:21: `mode` must be an octal mode such as 0600
            {"socket": {"path": 1}}               | 1:21: `path` must be a string
            {"docker": {"timeout": 0}}            | 1:24: `timeout` must be a time such as 500ms or 2s, from 1ms to 1m
            {"docker": {"timeout": "2 s"}}        | 1:24: `timeout` must be a time such as 500ms or 2s, from 1ms to 1m
            {"docker": {"timeout": "61s"}}        | 1:24: `timeout` must be a time such as 500ms or 2s, from 1ms to 1m
            {"docker": {"maxInFlight": 0}}        | 1:28: `maxInFlight` must be a whole number from 1 to 10000
            {"audit": {"record": "al"}}           | 1:22: unknown value of `record`: `al`
            {"audit": {"maxBytes": "64x"}}        | 1:24: `maxBytes` must be a size such as 67108864 or 64m
            {"limits": {"maxMessageBytes": 1024}} | \
                1:32: `maxMessageBytes` must be a size such as 67108864 or 64m, from 8m to 1g
            {"policy": "a", "policy": "b"}        | 1:17: repeated key `policy`
            {"judges": "opa"}                     | 1:12: `judges` must be a list with at least one word
            {"judges": []}                        | 1:12: `judges` must be a list with at least one word
            {"judges": ["rules", "oqa"]}          | 1:22: unknown value of `judges`: `oqa`
            {"opa": {"path": "a"}}                | 1:9: `opa` is set, but `judges` does not name it
            {"judges": ["opa"], "opa": {"url": "ftp://x"}} | \
                1:36: `url` must be http://HOST:PORT, https://HOST:PORT or unix:///PATH
            {"judges": ["opa"], "opa": {"url": "http://h/v1"}} | \
                1:36: `url` must be http://HOST:PORT, https://HOST:PORT or unix:///PATH
            {"judges": ["opa"], "opa": {"url": "http://u:p@h"}} | \
                1:36: `url` must be http://HOST:PORT, https://HOST:PORT or unix:///PATH
            {"judges": ["opa"], "opa": {"url": "http://h?a"}} | \
                1:36: `url` must be http://HOST:PORT, https://HOST:PORT or unix:///PATH
            {"judges": ["opa"], "opa": {"url": "unix://o.sock"}} | \
                1:36: `url` must be http://HOST:PORT, https://HOST:PORT or unix:///PATH
            {"judges": ["opa"], "opa": {"url": "127.0.0.1:8181"}} | \
                1:36: `url` must be http://HOST:PORT, https://HOST:PORT or unix:///PATH
            {"judges": ["opa"], "opa": {"path": "data.docker"}} | \
                1:37: `path` must be the names on the way to the rule, such as docker/authz/allow
            {"judges": ["opa"], "opa": {"path": "docker/authz/"}} | \
                1:37: `path` must be the names on the way to the rule, such as docker/authz/allow
            {"judges": ["opa"], "opa": {"path": "docker%2Fauthz"}} | \
                1:37: `path` must be the names on the way to the rule, such as docker/authz/allow
            {"judges": ["opa"], "opa": {"onError": "alow"}}          | 1:40: unknown value of `onError`: `alow`
            {"judges": ["opa"], "opa": {"tls": {"ca": "a"}}}         | 1:36: `tls` is set, but `url` is not https
            {"judges": ["opa"], "opa": {"url": "https://h", "tls": {"key": "a"}}} | \
                1:64: `certificate` and `key` need each other
            """)
    void mistakesArePointedAt(String text, String message) throws IOException {
        Path file = Files.writeString(directory.resolve("c.json"), text);
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> ConfigurationLoader.load(file));
        String separator = message.startsWith("1") ? ":" : ": ";
        assertEquals(file + separator + message, e.getMessage());
    }

    @Test
    void missingFileIsAnError() {
        Path file = directory.resolve("none.json");
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> ConfigurationLoader.load(file));
        assertEquals(file + ": no such file", e.getMessage());
    }

    @Test
    void emptyObjectTakesEveryDefault() throws IOException, InvalidSettingException {
        assertEquals(Configuration.STANDARD, load("{}"));
    }

    @Test
    void everyKeyIsRead() throws IOException, InvalidSettingException {
        Configuration all = load(EVERY_KEY);
        Configuration expected = new Configuration(
                new Configuration.Socket(SocketPath.of("/s"),
                        new FileMode(PosixFilePermissions.fromString("rw-rw----"))),
                List.of(Configuration.Judge.OPA, Configuration.Judge.RULES),
                Optional.of(directory.resolve("p.yaml")),
                Optional.of(directory.resolve("b.yaml")), List.of(directory.resolve("e.yaml")),
                new Configuration.Docker(SocketPath.of("/d"), Duration.ofMillis(1), 2),
                new Configuration.Opa(new OpaUrl(URI.create("https://o:1")), new OpaPath("a/b"),
                        Optional.of(directory.resolve("t")),
                        new Configuration.Tls(Optional.of(directory.resolve("ca")), Optional.of(directory.resolve("c")),
                                Optional.of(directory.resolve("k"))),
                        Duration.ofMillis(3), 7, Configuration.OnError.ALLOW, true, true),
                new Configuration.Audit(directory.resolve("f"), AuditTrail.Scope.ALL, AuditLog.Sync.EACH,
                        Configuration.OnError.ALLOW, new Size(1024), 4),
                new Configuration.Metrics(SocketPath.of("/m"),
                        new FileMode(PosixFilePermissions.fromString("rw-r-----")), 9323),
                new Configuration.Limits(Size.ofMebibytes(8), 9, Duration.ofMillis(5), Duration.ofMillis(6)));
        assertEquals(expected, all);
    }

    /** Each row of the table is | `key` | default | meaning |. */
    @Test
    void documentationNamesEveryKeyAndItsDefault() throws IOException, InvalidSettingException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^\\| `([a-zA-Z.]+)` \\| `([^`]*)` \\|")
                .matcher(Files.readString(Path.of("docs/configuration.md")));
        while (row.find()) {
            documented.put(row.group(1), row.group(2));
        }
        Map<String, String> known = new TreeMap<>(Map.ofEntries(
                Map.entry("socket.path", "/run/docker/plugins/sallyport.sock"), Map.entry("socket.mode", "0600"),
                Map.entry("judges", "[\"rules\"]"), Map.entry("policy", ""),
                Map.entry("bindings", ""), Map.entry("exemptions", "[]"),
                Map.entry("opa.url", "http://127.0.0.1:8181"), Map.entry("opa.path", "docker/authz/allow"),
                Map.entry("opa.token", ""),
                Map.entry("opa.tls.ca", ""), Map.entry("opa.tls.certificate", ""), Map.entry("opa.tls.key", ""),
                Map.entry("opa.timeout", "1s"), Map.entry("opa.maxInFlight", "64"), Map.entry("opa.onError", "deny"),
                Map.entry("opa.redactEnvironment", "false"), Map.entry("opa.strictBuiltinErrors", "false"),
                Map.entry("docker.socket", "/var/run/docker.sock"), Map.entry("docker.timeout", "2s"),
                Map.entry("docker.maxInFlight", "64"),
                Map.entry("audit.file", "/var/log/sallyport/audit.jsonl"), Map.entry("audit.record", "changes"),
                Map.entry("audit.sync", "batched"), Map.entry("audit.onError", "deny"),
                Map.entry("audit.maxBytes", "64m"), Map.entry("audit.keep", "10"),
                Map.entry("metrics.socket", "/run/sallyport/metrics.sock"), Map.entry("metrics.mode", "0600"),
                Map.entry("metrics.port", "0"),
                Map.entry("limits.maxMessageBytes", "16m"), Map.entry("limits.maxConnections", "100000"),
                Map.entry("limits.stall", "10s"), Map.entry("limits.decision", "10s")));
        assertEquals(known, documented);
        // What the documentation says is the default loads as the default.
        StringBuilder json = new StringBuilder("{\"judges\": [\"rules\", \"opa\"]");
        for (String section : List.of("socket", "docker", "opa", "audit", "metrics", "limits")) {
            String keys = documented.entrySet().stream()
                    .filter(entry -> entry.getKey().matches(section + "\\.[a-zA-Z]+") && !entry.getValue().isEmpty())
                    .map(entry -> '"' + entry.getKey().substring(section.length() + 1) + "\":" + json(entry.getValue()))
                    .collect(Collectors.joining(","));
            json.append(",\"").append(section).append("\":{").append(keys).append('}');
        }
        Configuration standard = Configuration.STANDARD;
        Configuration both =
                new Configuration(standard.socket(), List.of(Configuration.Judge.RULES, Configuration.Judge.OPA),
                        standard.policy(), standard.bindings(), standard.exemptions(),
                        standard.docker(), standard.opa(), standard.audit(), standard.metrics(),
                        standard.limits());
        assertEquals(both, load(json + "}"));
        assertTrue(documented.size() > 10);
    }

    private static String json(String value) {
        return value.matches("0|[1-9][0-9]*|true|false") ? value : '"' + value + '"';
    }

    @Test
    void opaListensOnAnyOfThree() throws IOException, InvalidSettingException {
        Configuration.Opa opa = load("{\"judges\": [\"opa\"], \"opa\": {\"url\": \"unix:///run/opa.sock\"}}").opa();
        assertEquals(Optional.of(Path.of("/run/opa.sock")), opa.url().socket());
        assertEquals(Optional.empty(),
                load("{\"judges\": [\"opa\"], \"opa\": {\"url\": \"http://[::1]:8181\"}}").opa().url().socket());
    }

    @Test
    void everyMistakeIsToldAtOnceInTheOrderOfThePlaces() {
        String text = "{\"socket\": {\"mode\": \"9\"},\n \"dokcer\": {},\n \"judges\": [\"opa\", \"opq\", \"ruls\"],\n"
                + " \"policy\": \"a\", \"policy\": \"b\"}";
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> load(text));
        List<String> told =
                e.mistakes().stream().map(mistake -> mistake.toString().replaceFirst("^.*c\\.json:", "")).toList();
        assertEquals(
                List.of("1:21: `mode` must be an octal mode such as 0600", "2:2: unknown key `dokcer`",
                        "3:20: unknown value of `judges`: `opq`",
                        "3:27: unknown value of `judges`: `ruls`", "4:17: repeated key `policy`"),
                told);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            "2s", 2000
            "500ms", 500
            "1m", 60000
            250, 250
            """, quoteCharacter = '\'')
    void timesAreWrittenWithAUnitOrInMilliseconds(String written, long millis)
            throws IOException, InvalidSettingException {
        assertEquals(Duration.ofMillis(millis),
                load("{\"docker\": {\"timeout\": " + written + "}}").docker().timeout());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            "512m", 536870912
            "512MB", 536870912
            "512MiB", 536870912
            "1g", 1073741824
            "7k", 7168
            "7b", 7
            67108865, 67108865
            """, quoteCharacter = '\'')
    void sizesAreWrittenAsTheDockerCliTakesThemOrInBytes(String written, long bytes)
            throws IOException, InvalidSettingException {
        assertEquals(new Size(bytes), load("{\"audit\": {\"maxBytes\": " + written + "}}").audit().maxBytes());
    }

    @Test
    void socketsMayBeWrittenAsUrls() throws IOException, InvalidSettingException {
        assertEquals(SocketPath.of("/run/d.sock"),
                load("{\"docker\": {\"socket\": \"unix:///run/d.sock\"}}").docker().socket());
    }

    @Test
    void documentationIsTheRecords() throws IOException {
        assertEquals(Files.readString(Path.of("docs/configuration.md")), ConfigurationReference.markdown(),
                "stale: run scripts/update-generated");
    }

    @Test
    void schemaForEditorsIsTheRecords() throws IOException {
        assertEquals(Files.readString(Path.of("plugin-config.schema.json")), ConfigurationReference.schema(),
                "stale: run scripts/update-generated");
    }

    @Test
    void schemaTakesWhatTheLoaderTakes() throws IOException {
        for (String text : List.of(Files.readString(Path.of("plugin-config.json")), EVERY_KEY,
                "{\"docker\": {\"timeout\": \"2s\"}}")) {
            assertEquals(List.of(), Schemas.mistakes(ConfigurationReference.schema(), text, InputFormat.JSON));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "[]", "{\"sockt\": {}}", "{\"socket\": {\"mode\": \"999\"}}", "{\"docker\": {\"timeout\": 0}}",
            "{\"docker\": {\"timeout\": \"2 s\"}}",
            "{\"audit\": {\"record\": \"al\"}}", "{\"judges\": []}", "{\"judges\": [\"oqa\"]}",
            "{\"audit\": {\"maxBytes\": \"64x\"}}",
            "{\"opa\": {\"path\": \"data.docker\"}}", "{\"opa\": {\"url\": \"ftp://x\"}}"
    })
    void schemaRefusesWhatTheLoaderRefuses(String text) {
        assertNotEquals(List.of(), Schemas.mistakes(ConfigurationReference.schema(), text, InputFormat.JSON));
    }

    @Test
    void configurationThatComesAlongIsValid() throws InvalidSettingException {
        ConfigurationLoader.load(Path.of("plugin-config.json"));
    }

    private Configuration load(String text) throws IOException, InvalidSettingException {
        return ConfigurationLoader.load(Files.writeString(directory.resolve("c.json"), text));
    }

    @Test
    void exampleOfTheDocumentationIsValidAndHasEveryKey() throws IOException, InvalidSettingException {
        load(ConfigurationReference.EXAMPLE);
        assertEquals(keys("", new SettingsFile("every", EVERY_KEY).json()),
                keys("", new SettingsFile("example", ConfigurationReference.EXAMPLE).json()));
    }

    private static Set<String> keys(String prefix, Setting setting) {
        Set<String> keys = new TreeSet<>();
        if (setting instanceof Setting.Group(_, var entries)) {
            entries.forEach((key, entry) -> {
                keys.add(prefix + key);
                keys.addAll(keys(prefix + key + ".", entry.value()));
            });
        }
        return keys;
    }

    @Test
    void dottedKeyIsToldToNest() {
        InvalidSettingException e = assertThrows(InvalidSettingException.class,
                () -> load("{\"audit.file\": \"x\", \"opa.tls.ca\": \"y\", \"no.such\": 1}"));
        assertEquals(
                List.of(Optional.of("nest it: \"audit\": {\"file\": ...}"),
                        Optional.of("nest it: \"opa\": {\"tls\": {\"ca\": ...}}")),
                e.mistakes().stream().map(Mistake::hint).limit(2).toList());
    }

    @Test
    void dotsAroundNothingAreNoKeysToNest() {
        InvalidSettingException e = assertThrows(InvalidSettingException.class,
                () -> load("{\"audit..\": 1, \"audit.\": 2, \"..\": 3}"));
        assertEquals(List.of("unknown key `audit..`", "unknown key `audit.`", "unknown key `..`"),
                e.mistakes().stream().map(Mistake::message).toList());
        assertTrue(e.mistakes().stream().noneMatch(mistake -> mistake.hint().orElse("").contains("nest it")));
    }

    @Test
    void unreadableFileIsToldWithItsReason() throws IOException {
        Files.createDirectory(directory.resolve("d.json"));
        InvalidSettingException e = assertThrows(InvalidSettingException.class,
                () -> ConfigurationLoader.load(directory.resolve("d.json")));
        assertTrue(e.getMessage().endsWith("d.json: cannot be read: Is a directory"), e.getMessage());
    }
}
