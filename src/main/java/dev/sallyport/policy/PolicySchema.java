package dev.sallyport.policy;

import dev.sallyport.settings.JsonSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The JSON schema of policy files, made from the rules, so that editors complete and check them. */
public final class PolicySchema {

    private PolicySchema() {}

    /** JSON Schema 2020-12, with a final line feed. */
    public static String json() {
        Map<String, Object> schema = new LinkedHashMap<>(PolicyLoader.GRAMMAR.schema());
        schema.put("anyOf", Stream.of("rules", "extends").map(key -> Map.of("required", List.of(key))).toList());
        return JsonSchema.document("Sallyport policy", schema);
    }
}
