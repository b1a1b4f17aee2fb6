package dev.sallyport.plugin;

import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads what dockerd says of one API request (moby, pkg/authorization/api.go, {@code Request}). */
public final class PluginMessage {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    // A client may name a header as it likes; how large a message is, the server bounds.
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private PluginMessage() {}

    /** A message that is not what dockerd sends. Answered with an error: dockerd then fails the request. */
    public static final class MalformedException extends Exception {
        public MalformedException(String message) {
            super(message);
        }
    }

    /**
     * Reads one message.
     *
     * @param time when it came
     * @throws MalformedException if it is empty, cut short, not a JSON object, or lacks the method or the target
     */
    public static AccessRequest parse(byte[] json, Instant time) throws MalformedException {
        if (json.length == 0) {
            // A retry of dockerd after a broken exchange can come with its buffer already consumed.
            throw new MalformedException("the plugin message is empty");
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            AccessRequest message = new Reader(json, parser, time).message();
            if (parser.nextToken() != null) {
                throw new MalformedException("the plugin message goes on after its JSON object");
            }
            return message;
        } catch (JacksonException e) {
            throw new MalformedException("the plugin message is not well-formed JSON"
                    + (e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr()));
        }
    }

    private static final class Reader {
        private final byte[] json;
        private final JsonParser parser;
        private final Instant time;
        private final Set<String> seen = new HashSet<>();
        private final Map<String, String> headers = new HashMap<>();
        private final List<String> certificates = new ArrayList<>();
        private String user = "";
        private String authentication = "";
        private String method = "";
        private String target = "";
        private Optional<byte[]> body = Optional.empty();

        Reader(byte[] json, JsonParser parser, Instant time) {
            this.json = json;
            this.parser = parser;
            this.time = time;
        }

        AccessRequest message() throws MalformedException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("the plugin message is not a JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                field(name);
            }
            if (method.isEmpty() || target.isEmpty()) {
                throw new MalformedException("the plugin message has no RequestMethod or no RequestUri");
            }
            return new AccessRequest(time, new Subject(user, authentication, certificates), method, target, headers,
                    body);
        }

        private void field(String name) throws MalformedException {
            if (!seen.add(name)) {
                throw new MalformedException("the plugin message has a repeated key");
            }
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            switch (name) {
                case "User" -> user = string();
                case "UserAuthNMethod" -> authentication = string();
                case "RequestMethod" -> method = string();
                case "RequestUri" -> target = string();
                case "RequestBody" -> body = Optional.of(binary());
                case "RequestHeaders" -> headers();
                case "RequestPeerCertificates" -> certificates();
                default -> parser.skipChildren();
            }
        }

        private String string() throws MalformedException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new MalformedException("the plugin message has a value of the wrong type");
            }
            return parser.getString();
        }

        /**
         * Straight from the message: Jackson would take a body apart letter by letter. Go escapes nothing in base64.
         */
        private byte[] binary() throws MalformedException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new MalformedException("the plugin message has a value of the wrong type");
            }
            int start = (int) parser.currentTokenLocation().getByteOffset() + 1;
            if (start < 1 || json[start - 1] != '"') {
                throw new MalformedException("the plugin message is not in UTF-8");
            }
            int end = start;
            while (end < json.length && json[end] != '"') {
                end++;
            }
            if ((end - start) % 4 != 0) {
                throw new MalformedException("the plugin message has a body that is not base64");
            }
            try {
                return Base64.getDecoder().decode(Arrays.copyOfRange(json, start, end));
            } catch (IllegalArgumentException e) {
                throw new MalformedException("the plugin message has a body that is not base64");
            }
        }

        private void headers() throws MalformedException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("the plugin message has a value of the wrong type");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                headers.put(name, string());
            }
        }

        private void certificates() throws MalformedException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw new MalformedException("the plugin message has a value of the wrong type");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                certificates.add(new String(binary(), StandardCharsets.US_ASCII));
            }
        }
    }
}
