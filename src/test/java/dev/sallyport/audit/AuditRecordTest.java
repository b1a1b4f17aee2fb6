package dev.sallyport.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.decision.Admission;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

final class AuditRecordTest {

    private static final String SHA_256 = "0123456789abcdef".repeat(4);

    /** A character of one byte, of four, and one that JSON takes six for. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "\uD83D\uDC33", "\u0001"})
    void recordIsAFewKibibytesHoweverMuchIsWrongWithTheRequest(String character) {
        String line = line(character.repeat(10_000), 60);
        int bytes = line.getBytes(StandardCharsets.UTF_8).length;
        assertTrue(bytes <= 8192, () -> bytes + " bytes");
        assertTrue(line.contains("\"decision\":\"deny\""), line);
        assertTrue(line.contains("\"sha256\":\"" + SHA_256 + "\""), line);
        assertTrue(line.contains("\"violations\":[{\"rule\""), line);
        assertIsOneJsonObject(line);
    }

    @Test
    void recordThatFitsIsNotCut() {
        String line = line("a".repeat(500), 1);
        assertTrue(line.contains("a".repeat(500)));
        assertFalse(line.contains("..."), line);
    }

    /** Half a surrogate pair cannot be written, and the record would be lost. */
    @Test
    void textIsNotCutWithinACharacter() {
        String line = line("a".repeat(499) + "\uD83D\uDC33".repeat(10), 1);
        assertTrue(line.contains("a".repeat(499) + "...\""), line);
        assertIsOneJsonObject(line);
    }

    private static String line(String text, int violations) {
        Optional<String> some = Optional.of(text);
        return new String(
                new AuditRecord(
                        Instant.EPOCH, "00ff", AuditRecord.Verdict.DENY, some, some, Optional.of("ContainerCreate"),
                        "POST", text, some, some, found("cap-drop", text, violations), List.of(), List.of(), List.of(),
                        found("opa", text, violations),
                        List.of(new AuditRecord.Decider(text, Optional.of(SHA_256))), some, 42, Optional.empty())
                        .line(),
                StandardCharsets.UTF_8);
    }

    private static List<AuditRecord.Found> found(String rule, String text, int times) {
        return Collections.nCopies(times, new AuditRecord.Found(rule, text, Optional.of(text), Optional.empty(),
                Optional.of(new AuditRecord.Admitted(rule, Admission.Change.ADD, List.of(text)))));
    }

    private static void assertIsOneJsonObject(String line) {
        assertEquals(line.length() - 1, line.indexOf('\n'));
        try (JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), line)) {
            parser.nextToken();
            parser.skipChildren();
            assertEquals(null, parser.nextToken());
        }
    }
}
