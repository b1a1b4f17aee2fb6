package dev.sallyport.plugin;

import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Docker's plugin protocol over HTTP (moby, pkg/plugins and pkg/authorization). */
public final class PluginHandler implements HttpHandler, MessageReader.Receiver {

    private static final System.Logger LOG = System.getLogger(PluginHandler.class.getName());
    private static final String CONTENT_TYPE = "application/vnd.docker.plugins.v1.1+json";
    private static final String IMPLEMENTS = "{\"Implements\":[\"authz\"]}";

    private static final String ALLOW = new PluginAnswer.Allow().json();

    private final Judging judging;
    private final int maxMessageBytes;
    private final int stallMillis;

    /**
     * @param maxMessageBytes the largest message that is read
     * @param stallMillis how long a message may take to arrive
     */
    public PluginHandler(Judging judging, int maxMessageBytes, int stallMillis) {
        this.judging = judging;
        this.maxMessageBytes = maxMessageBytes;
        this.stallMillis = stallMillis;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (!exchange.getRequestMethod().equals(Methods.POST)) {
            send(exchange, new PluginAnswer.Fail("only POST is served here").json(), 405);
            return;
        }
        switch (exchange.getRequestPath()) {
            case "/Plugin.Activate" -> {
                judging.activated();
                send(exchange, IMPLEMENTS, 200);
            }
            case "/AuthZPlugin.AuthZReq" -> MessageReader.read(exchange, judging, maxMessageBytes, stallMillis, this);
            case "/AuthZPlugin.AuthZRes" -> responded(exchange);
            default -> send(exchange, new PluginAnswer.Fail("not a call of the plugin protocol").json(), 404);
        }
    }

    /**
     * What has happened cannot be undone by hiding the answer, so responses are not judged, and not read without need.
     */
    private void responded(HttpServerExchange exchange) {
        if (judging.needsNoResponse()) {
            send(exchange, ALLOW, 200);
        } else {
            MessageReader.read(exchange, judging, maxMessageBytes, stallMillis, new Responses());
        }
    }

    private final class Responses implements MessageReader.Receiver {
        @Override
        public void received(HttpServerExchange exchange, byte[] message, int taken) {
            exchange.dispatch(SameThreadExecutor.INSTANCE,
                    () -> judging.responded(message, taken, onIoThread(exchange)));
        }

        @Override
        public void failed(HttpServerExchange exchange, String why) {
            LOG.log(System.Logger.Level.WARNING, "the message of a response was not read: " + why);
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> send(exchange, new PluginAnswer.Allow()));
        }
    }

    @Override
    public void received(HttpServerExchange exchange, byte[] message, int taken) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> judging.answer(message, taken, onIoThread(exchange)));
    }

    @Override
    public void failed(HttpServerExchange exchange, String why) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> judging.refuse(why, onIoThread(exchange)));
    }

    /**
     * What Undertow knows of a connection belongs to one thread: an exchange that another one ends makes that thread
     * spin.
     */
    private static Consumer<PluginAnswer> onIoThread(HttpServerExchange exchange) {
        Thread ioThread = Thread.currentThread();
        return answer -> {
            if (Thread.currentThread() == ioThread) {
                send(exchange, answer);
                return;
            }
            try {
                exchange.getIoThread().execute(() -> send(exchange, answer));
            } catch (RejectedExecutionException e) {
                // The server has ended, and the connection with it.
            }
        };
    }

    private static void send(HttpServerExchange exchange, PluginAnswer answer) {
        Connectors.executeRootHandler(each -> send(each, answer.json(), answer.status()), exchange);
    }

    private static void send(HttpServerExchange exchange, String json, int status) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, CONTENT_TYPE);
        exchange.getResponseSender().send(json, StandardCharsets.UTF_8);
    }
}
