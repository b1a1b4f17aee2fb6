package dev.sallyport.config;

import dev.sallyport.settings.JsonSchema;
import dev.sallyport.settings.SettingsTable;

/** What documents the configuration: made from its records, so that it cannot say anything else. */
public final class ConfigurationReference {

    private static final String HEAD = """
            # plugin-config.json

            JSON (RFC 8259). Every key may be left out; `{}` takes every default. An unknown key, a value of the wrong
            type, or a missing file is an error with its place, and Sallyport does not start. All mistakes are told at
            once.

            A path may be relative to the file; a socket's path may begin with `unix://`. A time is a text such as
            `"2s"` or `"500ms"` (ms, s, m, h), or a number of milliseconds. A size is a text such as `"64m"` or
            `"64MB"` (k, m, g: powers of 1024), or a number of bytes.

            Made by `sallyport config reference > docs/configuration.md`; a test holds it against the code. Editors
            complete and check the file by [plugin-config.schema.json](../plugin-config.schema.json). `sallyport config
            validate FILE` checks a file and everything that it names without serving.

            """;

    private static final String EXAMPLE_HEAD = """

            ## An example

            A dot in the table is a level in the file. With every key, though a real file has those alone that differ
            from their defaults:

            ```json
            """;

    /** Every key, with values that are valid together. */
    static final String EXAMPLE = """
            {
              "socket": {"path": "/run/docker/plugins/sallyport.sock", "mode": "0600"},
              "judges": ["rules", "opa"],
              "policy": "/etc/sallyport/policy.yaml",
              "bindings": "/etc/sallyport/bindings.yaml",
              "exemptions": ["/etc/sallyport/exemptions.yaml"],
              "docker": {"socket": "unix:///var/run/docker.sock", "timeout": "2s", "maxInFlight": 64},
              "opa": {
                "url": "https://opa.example:8181",
                "path": "docker/authz/allow",
                "token": "/etc/sallyport/opa-token",
                "tls": {
                  "ca": "/etc/sallyport/opa-ca.pem",
                  "certificate": "/etc/sallyport/client.pem",
                  "key": "/etc/sallyport/client.key"
                },
                "timeout": "500ms",
                "maxInFlight": 64,
                "onError": "deny",
                "redactEnvironment": true,
                "strictBuiltinErrors": true
              },
              "audit": {
                "file": "/var/log/sallyport/audit.jsonl",
                "record": "changes",
                "sync": "batched",
                "onError": "deny",
                "maxBytes": "64MB",
                "keep": 10
              },
              "metrics": {"socket": "/run/sallyport/metrics.sock", "mode": "0600", "port": 0},
              "limits": {"maxMessageBytes": "16m", "maxConnections": 1000, "stall": "10s", "decision": "10s"}
            }
            """;

    private ConfigurationReference() {}

    /** {@code docs/configuration.md}. */
    public static String markdown() {
        return HEAD + SettingsTable.markdown("key", ConfigurationLoader.GRAMMAR) + EXAMPLE_HEAD + EXAMPLE + "```\n";
    }

    /** {@code plugin-config.schema.json}. */
    public static String schema() {
        return JsonSchema.document("Sallyport configuration", ConfigurationLoader.GRAMMAR);
    }
}
