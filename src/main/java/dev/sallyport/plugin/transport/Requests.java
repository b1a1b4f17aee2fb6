package dev.sallyport.plugin.transport;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;

/**
 * Knows which connections wait for an answer, and when the server stops ends the others, and these when they have it.
 */
final class Requests implements HttpHandler {

    private static final long GRACE_MILLIS = 10;

    private final HttpHandler next;
    private volatile boolean stopping;

    Requests(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        UnixConnection connection = (UnixConnection) ((AbstractServerConnection) exchange.getConnection()).getChannel();
        connection.requestBegins();
        exchange.addExchangeCompleteListener((_, following) -> {
            following.proceed();
            ended(connection);
        });
        next.handleRequest(exchange);
    }

    private void ended(UnixConnection connection) {
        try {
            connection.getIoThread().execute(() -> {
                connection.requestEnds();
                closeIfStopping(connection);
            });
        } catch (RejectedExecutionException e) {
            // The server has ended, and the connection with it.
        }
    }

    /** From now on a connection that has its answer is closed. */
    void stop() {
        stopping = true;
    }

    /** To be called on the connection's I/O thread. */
    void closeIfStopping(UnixConnection connection) {
        if (stopping && connection.isIdle()) {
            // Not in this turn of the loop: a request may have come, and not have been read.
            connection.getIoThread().executeAfter(() -> closeIfIdle(connection), GRACE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static void closeIfIdle(UnixConnection connection) {
        if (connection.isIdle()) {
            IoUtils.safeClose(connection);
        }
    }
}
