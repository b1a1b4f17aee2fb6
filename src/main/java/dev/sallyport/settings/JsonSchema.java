package dev.sallyport.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/** JSON schemas of files, so that editors complete and check them. */
public final class JsonSchema {

    private static final PrettyPrinter PRINTER =
            new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

    private JsonSchema() {}

    /** The schema as a document of its own, JSON Schema 2020-12, with a final line feed. */
    public static String document(String title, Grammar<?> grammar) {
        return document(title, grammar.schema());
    }

    /** The schema of a document that is written, as one of its own. */
    public static String document(String title, WrittenRecord type) {
        return document(title, type.schema());
    }

    /** The schema of a document that is one of several. */
    public static String oneOf(String title, List<WrittenRecord> types) {
        return document(title, Map.of("oneOf", types.stream().map(WrittenRecord::schema).toList()));
    }

    /** The same, of a schema that was added to. */
    public static String document(String title, Map<String, Object> schema) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.put("title", title);
        document.putAll(schema);
        return JsonMapper.shared().writer().with(PRINTER).writeValueAsString(document) + "\n";
    }

    /** Of a mapping with these keys and no others. */
    public static Map<String, Object> mapping(Map<String, Object> properties, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        return schema;
    }
}
