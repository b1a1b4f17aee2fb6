package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.rules.Surroundings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every hash that is written down can be resolved. */
final class KeptTextsTest {

    @TempDir
    private Path directory;

    @Test
    void everyHashIsThatOfAFileWhichNamesTheNext() throws Exception {
        Path house = Files.writeString(directory.resolve("house.yaml"), "rules: {privileged: {}}\n");
        Path team = Files.writeString(directory.resolve("team.yaml"), "extends: ./house.yaml\nrules: {cap-drop: {}}\n");
        for (Path file : List.of(house, team)) {
            InForce inForce = Policies.load(new PolicyFiles(Optional.of(file), Optional.empty(), List.of(),
                    _ -> new Surroundings(Optional::of, List.of())), InstantSource.system()).inForce();
            Map<String, String> texts = inForce.texts();
            texts.forEach((name, text) -> assertEquals(sha256(text), name.substring(0, 64)));
            assertTrue(texts.keySet().stream().anyMatch(name -> name.startsWith(inForce.policy().hash())));
            String list = texts.get(inForce.sha256() + ".list");
            list.lines().forEach(hash -> assertTrue(texts.containsKey(hash + ".yaml"), hash));
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
