package dev.sallyport.docker;

import dev.sallyport.action.Lookup;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** HTTP on the Docker socket, with a deadline for the whole of each exchange and a bound on how many there are at once. */
final class SocketClient implements Closeable {

    private static final int MAX_ANSWER_BYTES = 8 << 20;

    private final Path socket;
    private final Duration deadline;
    private final Semaphore inFlight;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CloseableHttpClient http;

    SocketClient(Path socket, Duration deadline, int maxInFlight) {
        this.socket = socket;
        this.deadline = deadline;
        this.inFlight = new Semaphore(maxInFlight);
        Timeout timeout = Timeout.of(deadline);
        this.http = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(maxInFlight)
                        .setMaxConnPerRoute(maxInFlight)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setUnixDomainSocket(socket)
                        .setResponseTimeout(timeout)
                        .setConnectionRequestTimeout(timeout)
                        .build())
                // A fresh connection costs some 50 µs, and is never one that a restarted dockerd has forgotten.
                .setConnectionReuseStrategy((_, _, _) -> false)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    Lookup<byte[]> send(HttpUriRequestBase request) {
        long end = System.nanoTime() + deadline.toNanos();
        try {
            if (!inFlight.tryAcquire(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                return new Lookup.Failed<>("too many questions to dockerd are waiting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Lookup.Failed<>("interrupted");
        }
        Future<Lookup<byte[]>> answer = threads.submit(() -> {
            try {
                return http.execute(request, SocketClient::read);
            } finally {
                inFlight.release();
            }
        });
        return await(answer, request, end - System.nanoTime());
    }

    private Lookup<byte[]> await(Future<Lookup<byte[]>> answer, HttpUriRequestBase request, long nanos) {
        try {
            return answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            request.cancel();
            return new Lookup.Failed<>("dockerd gave no answer within " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            request.cancel();
            Thread.currentThread().interrupt();
            return new Lookup.Failed<>("interrupted");
        } catch (ExecutionException e) {
            return new Lookup.Failed<>("the Docker socket " + socket + " gives no answer (" + reason(e.getCause()) + ")");
        }
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static Lookup<byte[]> read(ClassicHttpResponse response) throws IOException {
        byte[] body = response.getEntity() == null ? new byte[0] : response.getEntity().getContent().readNBytes(MAX_ANSWER_BYTES + 1);
        if (body.length > MAX_ANSWER_BYTES) {
            // An exception, since a return would have the client read the rest.
            throw new IOException("its answer is larger than " + MAX_ANSWER_BYTES + " bytes");
        }
        return switch (response.getCode()) {
            case 200, 204 -> new Lookup.Found<>(body);
            case 404 -> new Lookup.Absent<>();
            default -> new Lookup.Failed<>("dockerd answered " + response.getCode());
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.close(CloseMode.IMMEDIATE);
    }
}
