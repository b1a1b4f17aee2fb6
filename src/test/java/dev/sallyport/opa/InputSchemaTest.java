package dev.sallyport.opa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import dev.sallyport.Schemas;
import dev.sallyport.action.Aspect;
import dev.sallyport.action.MountUse;
import dev.sallyport.engine.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds docs/opa-input.schema.json, which others check their policies by, against what OPA is told. */
final class InputSchemaTest {

    private static String schema() throws IOException {
        return Files.readString(Path.of("docs/opa-input.schema.json"));
    }

    @Test
    void whateverADockerCliAsksIsToldAsTheSchemaSays() throws Exception {
        String schema = schema();
        List<String> documents = documents();
        assertTrue(documents.size() > 100, () -> "only " + documents.size());
        for (String document : documents) {
            assertEquals(List.of(), Schemas.mistakes(schema, document, InputFormat.JSON), document);
        }
    }

    private static List<String> documents() throws Exception {
        List<String> documents = new ArrayList<>();
        for (Map<String, @Nullable Object> document : CorpusDocuments.all()) {
            documents.add(new String(Json.write(document), StandardCharsets.UTF_8));
        }
        return documents;
    }

    @ParameterizedTest
    @CsvSource({"\"Method\",\"Methode\"", "\"decisionId\",\"id\"", "\"effect\":\"change\",\"effect\":\"none\""})
    void schemaRefusesWhatOpaIsNeverTold(String said, String otherwise) throws Exception {
        String create = documents().stream()
                .filter(each -> each.contains("\"ContainerCreate\""))
                .findFirst()
                .orElseThrow();
        assertNotEquals(List.of(), Schemas.mistakes(schema(), create.replace(said, otherwise), InputFormat.JSON));
    }

    @Test
    void schemaHasTheWordsThatOpaIsTold() throws IOException {
        assertEquals(words(Operation.Effect.values()), enumeration("effect"));
        assertEquals(words(Aspect.Stage.values()), enumeration("workload", "stage"));
        assertEquals(words(MountUse.Kind.values()), enumeration("workload", "mounts", "type"));
        assertEquals(words(MountUse.Origin.values()), enumeration("workload", "mounts", "origin"));
    }

    private static List<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
    }

    /** The words that the schema has for a key under {@code sallyport}. */
    private static Object enumeration(String... path) throws IOException {
        Map<?, ?> at = property((Map<?, ?>) Json.read(schema().getBytes(StandardCharsets.UTF_8)), "sallyport");
        for (String name : path) {
            at = property(at, name);
        }
        return at.get("enum");
    }

    private static Map<?, ?> property(Map<?, ?> schema, String name) {
        Map<?, ?> object = schema.get("items") instanceof Map<?, ?> items ? items : schema;
        return (Map<?, ?>) ((Map<?, ?>) object.get("properties")).get(name);
    }
}
