package dev.sallyport.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What is shipped is what the bill of materials says, and the text of each licence comes along. */
final class BillOfMaterialsIT {

    @Test
    void namesEveryJarAndTheTextOfEveryLicenceIsThere() throws IOException {
        JsonNode bill = new ObjectMapper().readTree(
                Files.readAllBytes(Plugin.DISTRIBUTION.resolve("sallyport.cdx.json")));
        Set<String> named = new TreeSet<>();
        for (JsonNode component : bill.get("components")) {
            String jar = component.get("name").asString() + "-" + component.get("version").asString() + ".jar";
            named.add(jar);
            assertFalse(component.get("licenses").isEmpty(), jar + " has no licence");
            for (JsonNode licence : component.get("licenses")) {
                String id = licence.get("license").get("id").asString();
                Path text = Plugin.DISTRIBUTION.resolve("licenses/" + id + ".txt");
                assertTrue(Files.exists(text), () -> jar + ": the text of " + id + " is missing");
            }
        }
        assertEquals(named, jars());
    }

    /** All but our own. */
    private static Set<String> jars() throws IOException {
        try (Stream<Path> files = Files.list(Plugin.DISTRIBUTION.resolve("lib"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar") && !name.startsWith("sallyport-"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
