package dev.sallyport.policy;

import dev.sallyport.rules.Parameter;
import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** The JSON schema of policy files, made from the rules, so that editors complete and check them. */
public final class PolicySchema {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private PolicySchema() {}

    /** The schema, JSON Schema 2020-12, with a final line feed. */
    public static String json() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(new Pretty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.writeStringProperty("title", "Sallyport policy");
            object(json, List.of("rules"));
            property(json, "name", "string", "The policy's name, for denials and audit records.");
            property(json, "description", "string", "What the policy is for.");
            json.writeObjectPropertyStart("rules");
            json.writeStringProperty("description", "The rules that are on.");
            object(json, List.of());
            RuleCatalogue.definitions().forEach(definition -> rule(json, definition));
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        }
        return out + "\n";
    }

    private static void rule(JsonGenerator json, RuleDefinition definition) {
        json.writeObjectPropertyStart(definition.id());
        json.writeStringProperty("description", definition.demand() + (definition.controls().isEmpty() ? "" : " (" + definition.controls() + ")"));
        object(json, List.of());
        definition.parameters().forEach(parameter -> parameter(json, parameter));
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Opens the properties of a closed object. */
    private static void object(JsonGenerator json, Collection<String> required) {
        json.writeStringProperty("type", "object");
        json.writeBooleanProperty("additionalProperties", false);
        if (!required.isEmpty()) {
            texts(json, "required", required);
        }
        json.writeObjectPropertyStart("properties");
    }

    private static void parameter(JsonGenerator json, Parameter parameter) {
        json.writeObjectPropertyStart(parameter.name());
        json.writeStringProperty("description", parameter.description());
        switch (parameter.type()) {
            case Parameter.Type.Flag() -> json.writeStringProperty("type", "boolean");
            case Parameter.Type.Texts() -> list(json, List.of());
            case Parameter.Type.Words(List<String> known) -> list(json, known);
            case Parameter.Type.Bytes() -> {
                texts(json, "type", List.of("integer", "string"));
                json.writeNumberProperty("minimum", 0);
                json.writeStringProperty("pattern", "^[0-9]{1,9}[kKmMgG]$");
            }
            case Parameter.Type.Whole() -> {
                json.writeStringProperty("type", "integer");
                json.writeNumberProperty("minimum", 0);
            }
            case Parameter.Type.Number() -> {
                json.writeStringProperty("type", "number");
                json.writeNumberProperty("minimum", 0);
            }
            case Parameter.Type.Choice(List<String> words) -> texts(json, "enum", words);
        }
        json.writeEndObject();
    }

    private static void list(JsonGenerator json, List<String> words) {
        json.writeStringProperty("type", "array");
        json.writeObjectPropertyStart("items");
        json.writeStringProperty("type", "string");
        if (!words.isEmpty()) {
            texts(json, "enum", words);
        }
        json.writeEndObject();
    }

    private static void property(JsonGenerator json, String name, String type, String description) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("type", type);
        json.writeStringProperty("description", description);
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, Collection<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    /** jackson-core asks its context for a printer. */
    private static final class Pretty extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}
