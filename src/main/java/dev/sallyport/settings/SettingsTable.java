package dev.sallyport.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The table of a record's settings, in Markdown. */
public final class SettingsTable {

    private SettingsTable() {}

    /**
     * A row for each setting, in the record's order; those of a mapping with its name and a dot before theirs. Empty
     * if there are none.
     *
     * @param title what the settings are called
     */
    public static String markdown(String title, RecordGrammar<?> grammar) {
        String rows = rows("", grammar);
        return rows.isEmpty() ? "" : "| " + title + " | default | type | meaning |\n| --- | --- | --- | --- |\n" + rows;
    }

    private static String rows(String prefix, RecordGrammar<?> grammar) {
        return grammar.keys().stream()
                .map(key -> key.grammar() instanceof RecordGrammar<?> mapping
                        ? rows(prefix + key.name() + ".", mapping)
                        : row(prefix + key.name(), key, grammar))
                .collect(Collectors.joining());
    }

    private static String row(String name, RecordKey key, RecordGrammar<?> grammar) {
        String standard = grammar.standard(key).map(value -> show(key.plain(value))).orElse("");
        return "| `%s` | `%s` | %s | %s |\n".formatted(name, standard, key.grammar().name(), key.doc());
    }

    /** Lists as JSON and YAML both have them. */
    private static String show(Object plain) {
        return plain instanceof List<?> list
                ? list.stream().map(item -> "\"" + item + "\"").collect(Collectors.joining(", ", "[", "]"))
                : plain.toString();
    }
}
