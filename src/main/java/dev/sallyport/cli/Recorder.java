package dev.sallyport.cli;

import dev.sallyport.decision.AccessRequest;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.RedactedTarget;
import dev.sallyport.engine.RequestTarget;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.opa.Redaction;
import dev.sallyport.plugin.PluginMessage;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A plugin that permits everything and writes down what it was asked, one message a line: what {@code check} reads. */
final class Recorder implements HttpHandler {

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private final OutputStream out;
    private final boolean secrets;

    /** @param secrets whether they are written down, too */
    Recorder(OutputStream out, boolean secrets) {
        this.out = out;
        this.secrets = secrets;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        switch (exchange.getRequestPath()) {
            case "/Plugin.Activate" -> send(exchange, "{\"Implements\":[\"authz\"]}");
            case "/AuthZPlugin.AuthZReq" -> exchange.getRequestReceiver().receiveFullBytes((asked, message) -> {
                record(message);
                send(asked, "{\"Allow\":true}");
            });
            default -> send(exchange, "{\"Allow\":true}");
        }
    }

    private static void send(HttpServerExchange exchange, String json) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/vnd.docker.plugins.v1.1+json");
        exchange.getResponseSender().send(json, StandardCharsets.UTF_8);
    }

    private synchronized void record(byte[] message) {
        try {
            out.write((line(message) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException | JacksonException | PluginMessage.MalformedException e) {
            Terminal.error("a message was not recorded: " + e.getMessage());
        }
    }

    private String line(byte[] message) throws PluginMessage.MalformedException {
        Map<String, @Nullable Object> written = JsonMapper.shared().readValue(message, OBJECT);
        if (!secrets) {
            hideSecrets(written, PluginMessage.parse(message, Instant.now()));
        }
        return JsonMapper.shared().writeValueAsString(written);
    }

    private static void hideSecrets(Map<String, @Nullable Object> message, AccessRequest request) {
        message.put("RequestUri", RedactedTarget.of(request.target()));
        if (message.get("RequestHeaders") instanceof Map<?, ?> headers) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            headers.forEach((name, value) -> shown.put(String.valueOf(name),
                    name.toString().matches("(?i).*(auth|cookie|token).*") ? "***" : value));
            message.put("RequestHeaders", shown);
        }
        request.body().flatMap(body -> shown(body, request)).ifPresent(body -> message.put("RequestBody", body));
    }

    /** The body without the values of secrets; empty if it is no JSON object, and stays as it is. */
    private static Optional<String> shown(byte[] body, AccessRequest request) {
        try {
            Operation operation = Operation
                    .find(request.method(), RequestTarget.parse(request.target()).path())
                    .map(Operation.Match::operation)
                    .orElse(Operation.SYSTEM_PING);
            Map<String, @Nullable Object> shown =
                    new Redaction(true).document(JsonMapper.shared().readValue(body, OBJECT), operation);
            return Optional.of(Base64.getEncoder().encodeToString(JsonMapper.shared().writeValueAsBytes(shown)));
        } catch (JacksonException | UnreadableException e) {
            return Optional.empty();
        }
    }
}
