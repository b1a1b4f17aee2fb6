package dev.sallyport;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/** Holds files against JSON schemas, as an editor would. */
public final class Schemas {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private Schemas() {}

    public static List<String> mistakes(String schema, String text, InputFormat format) {
        return REGISTRY.getSchema(schema).validate(text, format).stream().map(Error::toString).toList();
    }
}
