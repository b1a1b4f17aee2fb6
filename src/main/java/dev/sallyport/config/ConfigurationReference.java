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
            complete and check the file by [plugin-config.schema.json](../plugin-config.schema.json).

            """;

    private ConfigurationReference() {}

    /** {@code docs/configuration.md}. */
    public static String markdown() {
        return HEAD + SettingsTable.markdown("key", ConfigurationLoader.GRAMMAR);
    }

    /** {@code plugin-config.schema.json}. */
    public static String schema() {
        return JsonSchema.document("Sallyport configuration", ConfigurationLoader.GRAMMAR);
    }
}
