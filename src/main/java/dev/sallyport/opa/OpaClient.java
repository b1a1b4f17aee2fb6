package dev.sallyport.opa;

import dev.sallyport.http.BoundedHttp;
import dev.sallyport.http.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * OPA's REST API. A failure is an answer like any other; while OPA is known to be down, it comes at once.
 */
public final class OpaClient implements Closeable {

    private static final System.Logger LOG = System.getLogger(OpaClient.class.getName());

    /** Without it a built-in function that fails makes the rule undefined, and a deny rule silent. */
    private static final String STRICT = "?strict-builtin-errors=true";

    private static final int FAILURES_IN_A_ROW = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String base;
    private final Optional<Path> token;
    private final BoundedHttp http;
    private final CircuitBreaker breaker = CircuitBreaker.of("opa", CircuitBreakerConfig.custom()
            .slidingWindow(FAILURES_IN_A_ROW, FAILURES_IN_A_ROW, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(100)
            .waitDurationInOpenState(PAUSE)
            .permittedNumberOfCallsInHalfOpenState(1)
            .build());

    /**
     * @param base such as {@code http://127.0.0.1:8181}, without a slash at its end
     * @param token a file with the bearer token; it is read for each question, so that a new one counts at once
     */
    public OpaClient(String base, Optional<Path> token, BoundedHttp http) {
        this.base = base;
        this.token = token;
        this.http = http;
        breaker.getEventPublisher().onStateTransition(OpaClient::log);
    }

    private static void log(CircuitBreakerOnStateTransitionEvent event) {
        switch (event.getStateTransition().getToState()) {
            case OPEN -> LOG.log(System.Logger.Level.WARNING, "OPA does not answer: asked again in " + PAUSE.toSeconds() + " s");
            case CLOSED -> LOG.log(System.Logger.Level.INFO, "OPA answers again");
            case HALF_OPEN, DISABLED, FORCED_OPEN, METRICS_ONLY -> { }
        }
    }

    /** Asks for the value of a path of OPA's data, such as {@code docker/authz/allow}, given an input. */
    OpaAnswer ask(String path, Map<String, @Nullable Object> input) {
        HttpPost request = new HttpPost(base + "/v1/data" + (path.isEmpty() ? "" : "/" + path) + STRICT);
        request.setEntity(new ByteArrayEntity(Json.write(Map.of("input", input)), ContentType.APPLICATION_JSON));
        return send(request, OpaAnswer::parse);
    }

    /** Asks for OPA's health, which its status alone tells. Empty if it is well. */
    Optional<OpaAnswer.Failed> health() {
        OpaAnswer answer = send(new HttpGet(base + "/health?bundles&plugins"), _ -> new OpaAnswer.Decided(true, List.of(), ""));
        return answer instanceof OpaAnswer.Failed failed ? Optional.of(failed) : Optional.empty();
    }

    /** @param reader of the body of a 200 */
    private OpaAnswer send(HttpUriRequestBase request, Function<byte[], OpaAnswer> reader) {
        try {
            if (token.isPresent()) {
                request.setHeader("Authorization", "Bearer " + Files.readString(token.get(), StandardCharsets.US_ASCII).strip());
            }
        } catch (IOException e) {
            return new OpaAnswer.Failed(OpaFailure.TOKEN, String.valueOf(e));
        }
        if (!breaker.tryAcquirePermission()) {
            return new OpaAnswer.Failed(OpaFailure.DOWN, "");
        }
        long start = System.nanoTime();
        Outcome outcome = http.send(request);
        report(outcome, System.nanoTime() - start);
        return switch (outcome) {
            case Outcome.Answered(int status, byte[] body) -> status == 200 ? reader.apply(body) : refused(status);
            case Outcome.Failed(Outcome.Cause cause, String detail) -> new OpaAnswer.Failed(failure(cause), detail);
        };
    }

    /** Only a peer that gives no answer is down: a policy that fails on one request must not deny every other. */
    private void report(Outcome outcome, long nanos) {
        switch (outcome) {
            case Outcome.Answered _ -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            case Outcome.Failed(Outcome.Cause cause, String detail) -> {
                switch (cause) {
                    case UNREACHABLE, BROKEN, LATE -> breaker.onError(nanos, TimeUnit.NANOSECONDS, new IOException(detail));
                    case TOO_LARGE -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
                    case BUSY, INTERRUPTED -> breaker.releasePermission();
                }
            }
        }
    }

    private static OpaFailure failure(Outcome.Cause cause) {
        return switch (cause) {
            case UNREACHABLE -> OpaFailure.UNREACHABLE;
            case BROKEN -> OpaFailure.BROKEN;
            case TOO_LARGE -> OpaFailure.TOO_LARGE;
            case LATE, INTERRUPTED -> OpaFailure.TIMEOUT;
            case BUSY -> OpaFailure.BUSY;
        };
    }

    private static OpaAnswer refused(int status) {
        return switch (status) {
            case 401, 403 -> new OpaAnswer.Failed(OpaFailure.UNAUTHORIZED, "status " + status);
            case 300, 301, 302, 303, 307, 308 -> new OpaAnswer.Failed(OpaFailure.REDIRECT, "status " + status);
            default -> new OpaAnswer.Failed(OpaFailure.STATUS, "status " + status);
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
