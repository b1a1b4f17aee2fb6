package dev.sallyport.http;

import java.io.Closeable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends exchanges that are not over in time. While there are any it looks every few milliseconds, so that no exchange
 * costs a wake-up of another thread; while there are none it sleeps.
 */
final class Deadlines implements Closeable {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    private final Thread thread = Thread.ofPlatform().daemon().name("sallyport-http-deadlines").unstarted(this::watch);
    private volatile boolean asleep;
    private volatile boolean closed;

    Deadlines() {
        thread.start();
    }

    void watch(Exchange exchange) {
        underWay.add(exchange);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    void forget(Exchange exchange) {
        underWay.remove(exchange);
    }

    private void watch() {
        while (!closed) {
            asleep = true;
            if (underWay.isEmpty()) {
                LockSupport.park(this);
            }
            asleep = false;
            LockSupport.parkNanos(this, LOOK_NANOS);
            for (Exchange exchange : underWay) {
                if (exchange.nanosLeft() <= 0) {
                    underWay.remove(exchange);
                    exchange.end();
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        underWay.forEach(Exchange::end);
        LockSupport.unpark(thread);
    }
}
