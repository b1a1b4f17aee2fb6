package dev.sallyport.plugin.transport;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Ends a connection whose request has begun and does not arrive whole in time. Undertow's own READ_TIMEOUT would also
 * end idle connections, which dockerd keeps and trusts.
 */
final class MessageDeadline implements HttpHandler {

    private final HttpHandler next;
    private final int millis;

    MessageDeadline(HttpHandler next, int millis) {
        this.next = next;
        this.millis = millis;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (!exchange.isRequestComplete()) {
            XnioExecutor.Key timer =
                    exchange.getIoThread().executeAfter(() -> endIfIncomplete(exchange), millis, TimeUnit.MILLISECONDS);
            exchange.addExchangeCompleteListener((_, following) -> {
                timer.remove();
                following.proceed();
            });
        }
        next.handleRequest(exchange);
    }

    private static void endIfIncomplete(HttpServerExchange exchange) {
        if (!exchange.isRequestComplete()) {
            IoUtils.safeClose(exchange.getConnection());
        }
    }
}
