package dev.sallyport.policy;

import dev.sallyport.settings.JsonSchema;

/** The JSON schema of policy files, made from the rules, so that editors complete and check them. */
public final class PolicySchema {

    private PolicySchema() {}

    /** JSON Schema 2020-12, with a final line feed. */
    public static String json() {
        return JsonSchema.document("Sallyport policy", PolicyLoader.GRAMMAR);
    }
}
