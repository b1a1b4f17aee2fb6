package dev.sallyport.plugin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sallyport.decision.AccessRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PluginMessageTest {

    @ParameterizedTest
    @ValueSource(strings = {
            "", " ", "{}", "[]", "null", "{", "{\"RequestMethod\":\"GET\"}", "{\"RequestUri\":\"/\"}",
            "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/x\"", "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/x\"}{}",
            "{\"RequestMethod\":1,\"RequestUri\":\"/x\"}",
            "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/x\",\"RequestBody\":\"%%\"}",
            "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/x\",\"RequestBody\":\"aGk\"}",
            "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/x\",\"RequestBody\":\"aGk=",
            "{\"RequestMethod\":\"GET\",\"RequestMethod\":\"POST\",\"RequestUri\":\"/x\"}",
            "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/x\",\"RequestHeaders\":[]}",
            "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/x\",\"RequestHeaders\":{\"A\":1}}"
    })
    void malformedMessagesAreErrors(String message) {
        assertThrows(PluginMessage.MalformedException.class, () -> parse(message));
    }

    @Test
    void everyFieldIsRead() throws PluginMessage.MalformedException {
        AccessRequest request = parse("""
                {"User":"alice","UserAuthNMethod":"TLS","RequestMethod":"POST","RequestUri":"/v1.45/x?y#z",\
                "RequestBody":"aGk=",
                 "RequestHeaders":{"Content-Type":"application/json"},"RequestPeerCertificates":["LS0tLS0="],\
                "New":{"a":[1]}}
                """);
        assertEquals("alice", request.subject().user());
        assertEquals("TLS", request.subject().authentication());
        assertEquals("POST", request.method());
        assertEquals("/v1.45/x?y#z", request.target());
        assertArrayEquals("hi".getBytes(StandardCharsets.UTF_8), request.body().orElseThrow());
        assertEquals(Map.of("Content-Type", "application/json"), request.headers());
        assertEquals("-----", request.subject().certificates().getFirst());
    }

    @Test
    void headersMayHaveLongNames() throws PluginMessage.MalformedException {
        String name = "X".repeat(60_000);
        AccessRequest request =
                parse("{\"RequestMethod\":\"GET\",\"RequestUri\":\"/x\",\"RequestHeaders\":{\"" + name + "\":\"1\"}}");
        assertEquals(Map.of(name, "1"), request.headers());
    }

    @Test
    void messageInAnotherEncodingIsAnError() {
        byte[] message = "{\"RequestMethod\":\"GET\",\"RequestUri\":\"/x\",\"RequestBody\":\"aGk=\"}"
                .getBytes(StandardCharsets.UTF_16LE);
        assertThrows(PluginMessage.MalformedException.class, () -> PluginMessage.parse(message, Instant.EPOCH));
    }

    private static AccessRequest parse(String message) throws PluginMessage.MalformedException {
        return PluginMessage.parse(message.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
    }
}
