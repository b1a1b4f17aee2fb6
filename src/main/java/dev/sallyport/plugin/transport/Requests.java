package dev.sallyport.plugin.transport;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Knows which connections wait for an answer. When the server stops, each answer says that its connection ends with it,
 * so that no client sends another request into the end.
 */
final class Requests implements HttpHandler {

    private final HttpHandler next;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long lastEnd = System.nanoTime();
    private volatile boolean stopping;

    Requests(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        UnixConnection connection = (UnixConnection) ((AbstractServerConnection) exchange.getConnection()).getChannel();
        connection.requestBegins();
        underWay.incrementAndGet();
        exchange.addResponseCommitListener(this::lastAnswerIfStopping);
        exchange.addExchangeCompleteListener((_, following) -> {
            following.proceed();
            ended(connection);
        });
        next.handleRequest(exchange);
    }

    private void lastAnswerIfStopping(HttpServerExchange exchange) {
        if (stopping) {
            exchange.setPersistent(false);
        }
    }

    private void ended(UnixConnection connection) {
        lastEnd = System.nanoTime();
        underWay.decrementAndGet();
        try {
            connection.getIoThread().execute(connection::requestEnds);
        } catch (RejectedExecutionException e) {
            // The server has ended, and the connection with it.
        }
    }

    /** From now on an answer is the last on its connection. */
    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Whether nobody has waited for an answer for some time. */
    boolean isQuietFor(long nanos) {
        return underWay.get() == 0 && System.nanoTime() - lastEnd > nanos;
    }
}
