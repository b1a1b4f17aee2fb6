package dev.sallyport.plugin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Docker's plugin protocol over HTTP (moby, pkg/plugins and pkg/authorization). */
public final class PluginHandler implements HttpHandler {

    private static final System.Logger LOG = System.getLogger(PluginHandler.class.getName());
    private static final String CONTENT_TYPE = "application/vnd.docker.plugins.v1.1+json";
    private static final String IMPLEMENTS = "{\"Implements\":[\"authz\"]}";

    /** Larger ones share a budget: judging a message takes a few times its size in memory. */
    private static final int SMALL_MESSAGE_BYTES = 64 << 10;

    private static final long MAX_WAIT_SECONDS = 5;

    private static final String ALLOW = new PluginAnswer.Allow().json();

    private final EnforcementPoint enforcementPoint;
    private final int maxMessageBytes;
    private final Semaphore largeMessageBytes;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param maxMessageBytes the largest message that is read */
    public PluginHandler(EnforcementPoint enforcementPoint, int maxMessageBytes) {
        this.enforcementPoint = enforcementPoint;
        this.maxMessageBytes = maxMessageBytes;
        this.largeMessageBytes = new Semaphore(maxMessageBytes);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (!exchange.getRequestMethod().equals(Methods.POST)) {
            send(exchange, new PluginAnswer.Fail("only POST is served here").json(), 405);
            return;
        }
        switch (exchange.getRequestPath()) {
            case "/Plugin.Activate" -> {
                enforcementPoint.activated();
                send(exchange, IMPLEMENTS, 200);
            }
            case "/AuthZPlugin.AuthZReq" -> exchange.dispatch(threads, this::authorize);
            case "/AuthZPlugin.AuthZRes" -> responded(exchange);
            default -> send(exchange, new PluginAnswer.Fail("not a call of the plugin protocol").json(), 404);
        }
    }

    /** What has happened cannot be undone by hiding the answer, so responses are not judged, and not read without need. */
    private void responded(HttpServerExchange exchange) {
        if (enforcementPoint.holdsNothing()) {
            send(exchange, ALLOW, 200);
        } else {
            exchange.dispatch(threads, this::letGo);
        }
    }

    private void letGo(HttpServerExchange exchange) {
        exchange.startBlocking();
        try (InputStream in = exchange.getInputStream()) {
            enforcementPoint.responded(in.readNBytes(maxMessageBytes));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the message of a response broke off: " + e.getMessage());
        }
        send(exchange, ALLOW, 200);
    }

    private void authorize(HttpServerExchange exchange) {
        long length = exchange.getRequestContentLength();
        int size = length < 0 ? maxMessageBytes : (int) Math.min(length, maxMessageBytes);
        PluginAnswer answer = size <= SMALL_MESSAGE_BYTES ? read(exchange) : readLarge(exchange, size);
        send(exchange, answer.json(), answer.status());
    }

    private PluginAnswer readLarge(HttpServerExchange exchange, int size) {
        try {
            if (!largeMessageBytes.tryAcquire(size, MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return new PluginAnswer.Fail("too many large messages are being judged");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new PluginAnswer.Fail("the plugin is stopping");
        }
        try {
            return read(exchange);
        } finally {
            largeMessageBytes.release(size);
        }
    }

    private PluginAnswer read(HttpServerExchange exchange) {
        exchange.startBlocking();
        try (InputStream in = exchange.getInputStream()) {
            byte[] message = in.readNBytes(maxMessageBytes + 1);
            return message.length > maxMessageBytes ? tooBig() : enforcementPoint.answer(message);
        } catch (RequestTooBigException e) {
            return tooBig();
        } catch (IOException e) {
            return new PluginAnswer.Fail("the plugin message broke off: " + e.getMessage());
        }
    }

    private PluginAnswer tooBig() {
        return new PluginAnswer.Fail("the plugin message is larger than " + maxMessageBytes + " bytes");
    }

    private static void send(HttpServerExchange exchange, String json, int status) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, CONTENT_TYPE);
        exchange.getResponseSender().send(json, StandardCharsets.UTF_8);
    }
}
