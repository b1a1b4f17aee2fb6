package dev.sallyport.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationLoaderTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                    | empty
            []                                    | 1:1: `configuration` must be a mapping
            {                                     | 1:2: not well-formed JSON
            {} {}                                 | 1:4: something follows the value
            {"sockt": {}}                         | 1:2: unknown key `sockt`
            {"socket": {"pth": "x"}}              | 1:13: unknown key `pth`
            {"socket": "x"}                       | 1:12: `socket` must be a mapping
            {"socket": {"mode": "999"}}           | 1:21: `mode` must be an octal mode such as 0600
            {"socket": {"path": 1}}               | 1:21: `path` must be a string
            {"docker": {"timeout": 0}}            | 1:24: `timeout` must be a whole number from 1 to 60000
            {"docker": {"timeout": "2s"}}         | 1:24: `timeout` must be a whole number from 1 to 60000
            {"audit": {"record": "al"}}           | 1:22: unknown value of `record`: `al`
            {"audit": {"maxBytes": "64x"}}        | 1:24: `maxBytes` must be a size such as 67108864 or 64m
            {"limits": {"maxMessageBytes": 1024}} | 1:32: `maxMessageBytes` must be a whole number from 8388608 to 1073741824
            {"policy": "a", "policy": "b"}        | 1:17: repeated key `policy`
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
        Configuration all = load("""
                {"socket": {"path": "/s", "mode": "0660"}, "policy": "p.yaml",
                 "docker": {"socket": "/d", "timeout": 1, "maxInFlight": 2},
                 "audit": {"file": "f", "record": "all", "sync": "each", "onError": "allow", "maxBytes": "1k", "keep": 4},
                 "limits": {"maxMessageBytes": 8388608, "maxConnections": 9, "stall": 5, "decision": 6}}
                """);
        Configuration expected = new Configuration(
                new Configuration.Socket(Path.of("/s"), PosixFilePermissions.fromString("rw-rw----")),
                Optional.of(directory.resolve("p.yaml")),
                new Configuration.Docker(Path.of("/d"), Duration.ofMillis(1), 2),
                new Configuration.Audit(directory.resolve("f"), Configuration.Record.ALL, Configuration.Sync.EACH,
                        Configuration.OnError.ALLOW, 1024, 4),
                new Configuration.Limits(8388608, 9, Duration.ofMillis(5), Duration.ofMillis(6)));
        assertEquals(expected, all);
    }

    /** Each row of the table is | `key` | default | meaning |. */
    @Test
    void documentationNamesEveryKeyAndItsDefault() throws IOException, InvalidSettingException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^\\| `([a-zA-Z.]+)` \\| `([^`]*)` \\|").matcher(Files.readString(Path.of("docs/configuration.md")));
        while (row.find()) {
            documented.put(row.group(1), row.group(2));
        }
        Map<String, String> known = new TreeMap<>(Map.ofEntries(
                Map.entry("socket.path", "/run/docker/plugins/sallyport.sock"), Map.entry("socket.mode", "0600"),
                Map.entry("policy", ""),
                Map.entry("docker.socket", "/var/run/docker.sock"), Map.entry("docker.timeout", "2000"), Map.entry("docker.maxInFlight", "64"),
                Map.entry("audit.file", "/var/log/sallyport/audit.jsonl"), Map.entry("audit.record", "changes"),
                Map.entry("audit.sync", "batched"), Map.entry("audit.onError", "deny"), Map.entry("audit.maxBytes", "64m"), Map.entry("audit.keep", "10"),
                Map.entry("limits.maxMessageBytes", "16777216"), Map.entry("limits.maxConnections", "1000"),
                Map.entry("limits.stall", "10000"), Map.entry("limits.decision", "10000")));
        assertEquals(known, documented);
        // What the documentation says is the default loads as the default.
        StringBuilder json = new StringBuilder("{");
        for (String section : List.of("socket", "docker", "audit", "limits")) {
            json.append(json.length() > 1 ? "," : "").append('"').append(section).append("\":{");
            StringBuilder keys = new StringBuilder();
            documented.forEach((key, value) -> {
                if (key.startsWith(section + ".")) {
                    boolean number = value.matches("[1-9][0-9]*");
                    keys.append(keys.isEmpty() ? "" : ",").append('"').append(key.substring(section.length() + 1)).append("\":")
                            .append(number ? value : '"' + value + '"');
                }
            });
            json.append(keys).append('}');
        }
        assertEquals(Configuration.STANDARD, load(json + "}"));
        assertTrue(documented.size() > 10);
    }

    @Test
    void configurationThatComesAlongIsValid() throws InvalidSettingException {
        ConfigurationLoader.load(Path.of("plugin-config.json"));
    }

    private Configuration load(String text) throws IOException, InvalidSettingException {
        return ConfigurationLoader.load(Files.writeString(directory.resolve("c.json"), text));
    }
}
