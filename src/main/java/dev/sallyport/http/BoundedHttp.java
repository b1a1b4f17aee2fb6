package dev.sallyport.http;

import dev.sallyport.http.Outcome.Cause;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client whose every exchange ends within a deadline, the wait for its turn and a retry included. Follows no redirect,
 * keeps no cookies, takes only answers of bounded size.
 */
public final class BoundedHttp implements Closeable {

    /**
     * @param deadline for the whole of one exchange
     * @param maxInFlight how many exchanges may be under way; further ones wait, within their deadline
     * @param maxAnswerBytes the largest body that is read
     */
    public record Bounds(Duration deadline, int maxInFlight, int maxAnswerBytes) {}

    public enum Connections {
        /** One for each exchange: it is never one that the peer has forgotten. */
        FRESH,
        /**
         * Kept for the next exchange. An exchange that fails before the first byte of an answer is tried once more, on a new
         * connection: the peer may have closed the kept one. So only for requests that may arrive twice.
         */
        KEPT
    }

    /** What URIs begin with where requests go to a unix socket: a host that need not be looked up. */
    public static final String SOCKET_BASE = "http://127.0.0.1";

    private static final Outcome TOO_LATE = new Outcome.Failed(Cause.LATE, "");

    private final Bounds bounds;
    private final Connections connections;
    private final Semaphore inFlight;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PoolingHttpClientConnectionManager pool;
    private final CloseableHttpClient http;

    /**
     * @param socket the unix socket that every request goes to; empty for TCP
     * @param tls for https URIs; empty for the authorities that the JDK trusts
     */
    public BoundedHttp(Optional<Path> socket, Optional<SSLContext> tls, Connections connections, Bounds bounds) {
        this.bounds = bounds;
        this.connections = connections;
        this.inFlight = new Semaphore(bounds.maxInFlight());
        this.pool = pool(socket, tls, bounds);
        this.http = client(pool, connections, bounds);
    }

    private static PoolingHttpClientConnectionManager pool(Optional<Path> socket, Optional<SSLContext> tls, Bounds bounds) {
        PoolingHttpClientConnectionManagerBuilder builder = socket
                .<PoolingHttpClientConnectionManagerBuilder>map(OnUnixSocket::new)
                .orElseGet(PoolingHttpClientConnectionManagerBuilder::create)
                .setMaxConnTotal(bounds.maxInFlight())
                .setMaxConnPerRoute(bounds.maxInFlight())
                // Whether a kept connection is still good shows when it is used.
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom().setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND).build());
        tls.ifPresent(context -> builder.setTlsSocketStrategy(new DefaultClientTlsStrategy(context)));
        return builder.build();
    }

    private static final class OnUnixSocket extends PoolingHttpClientConnectionManagerBuilder {
        private final Path socket;

        OnUnixSocket(Path socket) {
            this.socket = socket;
        }

        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                @Nullable SchemePortResolver ports, @Nullable DnsResolver names, @Nullable TlsSocketStrategy tls) {
            return new DefaultHttpClientConnectionOperator(_ -> new UnixSocket(socket), ports, names, _ -> null);
        }
    }

    private static CloseableHttpClient client(PoolingHttpClientConnectionManager pool, Connections connections, Bounds bounds) {
        Timeout timeout = Timeout.of(bounds.deadline());
        return HttpClientBuilder.create()
                .setConnectionManager(pool)
                .setRequestExecutor(new FirstByteExecutor())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(timeout).setConnectionRequestTimeout(timeout).build())
                .setConnectionReuseStrategy((request, response, context) -> connections == Connections.KEPT
                        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /**
     * Sends a request, and waits for its outcome.
     *
     * @param request makes the request, anew for each attempt
     */
    public Outcome send(Supplier<HttpUriRequestBase> request) {
        return sendForHead(request, Integer.MAX_VALUE);
    }

    /**
     * The same, but of a long answer only the beginning is read; then the connection is closed.
     *
     * @param most how many bytes of the body are wanted
     */
    public Outcome sendForHead(Supplier<HttpUriRequestBase> request, int most) {
        long end = System.nanoTime() + bounds.deadline().toNanos();
        try {
            if (!inFlight.tryAcquire(bounds.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
                return new Outcome.Failed(Cause.BUSY, "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed(Cause.INTERRUPTED, "");
        }
        Attempts attempts = new Attempts(request, most);
        Future<Outcome> outcome = threads.submit(() -> {
            try {
                return exchange(attempts);
            } finally {
                inFlight.release();
            }
        });
        return await(outcome, attempts, end - System.nanoTime());
    }

    private static Outcome await(Future<Outcome> outcome, Attempts attempts, long nanos) {
        try {
            return outcome.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            attempts.end();
            return new Outcome.Failed(Cause.LATE, "");
        } catch (InterruptedException e) {
            attempts.end();
            Thread.currentThread().interrupt();
            return new Outcome.Failed(Cause.INTERRUPTED, "");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The requests of one exchange. Once it has ended, none is sent any more. */
    private static final class Attempts {
        private final Supplier<HttpUriRequestBase> request;
        private final int most;
        private @Nullable HttpUriRequestBase current;
        private boolean ended;

        Attempts(Supplier<HttpUriRequestBase> request, int most) {
            this.request = request;
            this.most = most;
        }

        synchronized Optional<HttpUriRequestBase> next() {
            current = ended ? null : request.get();
            return Optional.ofNullable(current);
        }

        synchronized void end() {
            ended = true;
            if (current != null) {
                current.cancel();
            }
        }
    }

    private Outcome exchange(Attempts attempts) {
        Outcome first = attempts.next().map(request -> once(request, attempts.most)).orElse(TOO_LATE);
        boolean again = connections == Connections.KEPT && first instanceof Outcome.Failed(Cause cause, _) && cause == Cause.UNREACHABLE;
        if (!again) {
            return first;
        }
        // All of them: if the peer was restarted, the next kept one is as dead.
        pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
        return attempts.next().map(request -> once(request, attempts.most)).orElse(TOO_LATE);
    }

    private Outcome once(HttpUriRequestBase request, int most) {
        try {
            return http.execute(request, response -> read(response, most));
        } catch (EnoughReadException e) {
            return e.outcome;
        } catch (BrokenAnswerException e) {
            return new Outcome.Failed(e.kind(), e.getMessage());
        } catch (IOException e) {
            return new Outcome.Failed(Cause.UNREACHABLE, BrokenAnswerException.reason(e));
        }
    }

    /** What goes wrong is an exception, since after a return the client would read the rest of the answer. */
    private Outcome read(ClassicHttpResponse response, int most) throws BrokenAnswerException, EnoughReadException {
        try {
            byte[] body = response.getEntity() == null
                    ? new byte[0]
                    : response.getEntity().getContent().readNBytes(Math.min(most, bounds.maxAnswerBytes() + 1));
            if (body.length > bounds.maxAnswerBytes()) {
                throw new BrokenAnswerException(Cause.TOO_LARGE, "larger than " + bounds.maxAnswerBytes() + " bytes");
            }
            Outcome answered = new Outcome.Answered(response.getCode(), body);
            if (body.length == most) {
                throw new EnoughReadException(answered);
            }
            return answered;
        } catch (BrokenAnswerException | EnoughReadException e) {
            throw e;
        } catch (IOException e) {
            throw new BrokenAnswerException(Cause.BROKEN, e);
        }
    }

    /** Keeps the client from reading the rest of the answer. */
    private static final class EnoughReadException extends IOException {
        private final transient Outcome outcome;

        EnoughReadException(Outcome outcome) {
            this.outcome = outcome;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.close(CloseMode.IMMEDIATE);
    }
}
