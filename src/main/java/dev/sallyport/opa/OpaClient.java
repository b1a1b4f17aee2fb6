package dev.sallyport.opa;

import dev.sallyport.decision.Finding;
import dev.sallyport.http.BoundedHttp;
import dev.sallyport.http.Outcome;
import dev.sallyport.http.Request;
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
import org.jspecify.annotations.Nullable;

/**
 * OPA's REST API. A failure is an answer like any other; while OPA is known to be down, it comes at once.
 */
public final class OpaClient implements Closeable {

    private static final System.Logger LOG = System.getLogger(OpaClient.class.getName());

    /**
     * Without it a built-in function that fails makes the rule undefined, as it is in OPA by default: a deny rule is
     * silent then.
     */
    private static final String STRICT = "?strict-builtin-errors=true";

    private static final int FAILURES_IN_A_ROW = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** If the question on which it all hangs is never answered, and nobody says so. */
    private static final Duration MOST_FOR_A_TRIAL = Duration.ofMinutes(2);

    /** An honest question has a few thousand. */
    private static final int LARGE_BYTES = 64 << 10;
    private static final int MAX_REASON_BYTES = 1000;

    /** What {@code /health} answers where bundles or plugins are not active (OPA's REST API, Health API). */
    private static final int UNREADY = 500;

    private final String name;
    private final Optional<Path> token;
    private final boolean strict;
    private final BoundedHttp http;
    private volatile String lastFailure = "";
    private final CircuitBreaker breaker = CircuitBreaker.of("opa", CircuitBreakerConfig.custom()
            .slidingWindow(FAILURES_IN_A_ROW, FAILURES_IN_A_ROW, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(100)
            .waitDurationInOpenState(PAUSE)
            .permittedNumberOfCallsInHalfOpenState(1)
            .maxWaitDurationInHalfOpenState(MOST_FOR_A_TRIAL)
            .build());

    /**
     * @param name what the log calls it, such as {@code http://127.0.0.1:8181}
     * @param token a file with the bearer token; it is read for each question, so that a new one counts at once
     * @param strict whether a built-in function that fails is an error
     */
    public OpaClient(String name, Optional<Path> token, boolean strict, BoundedHttp http) {
        this.name = name;
        this.token = token;
        this.strict = strict;
        this.http = http;
        breaker.getEventPublisher().onStateTransition(this::log);
    }

    private void log(CircuitBreakerOnStateTransitionEvent event) {
        // Once for each time that it goes away, not for each time that it is asked in vain.
        if (event.getStateTransition() == CircuitBreaker.StateTransition.CLOSED_TO_OPEN) {
            LOG.log(System.Logger.Level.WARNING, "OPA at {0} gives no answers ({1}): asked again every {2} s", name,
                    lastFailure, PAUSE.toSeconds());
        } else if (event.getStateTransition() == CircuitBreaker.StateTransition.HALF_OPEN_TO_CLOSED) {
            LOG.log(System.Logger.Level.INFO, "OPA at {0} answers again", name);
        }
    }

    /** Asks for the decision at a path of OPA's data, such as {@code docker/authz/allow}, given an input. */
    OpaAnswer ask(String path, Map<String, @Nullable Object> input) {
        return switch (send(question(path, input))) {
            case Reply.Ok(byte[] body) -> OpaAnswer.parse(body);
            case Reply.Refused(_, OpaAnswer.Failed failed) -> failed;
            case Reply.Error(OpaAnswer.Failed failed) -> failed;
        };
    }

    /** Whether there is anything at a path of OPA's data, given an input; true if that cannot be told. */
    boolean hasData(String path, Map<String, @Nullable Object> input) {
        try {
            return !(send(question(path, input)) instanceof Reply.Ok(byte[] body)
                    && Json.read(body) instanceof Map<?, ?> answer)
                    || answer.get("result") instanceof Map<?, ?> data && !data.isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether OPA is known to be down. */
    public boolean isDown() {
        return breaker.getState() != CircuitBreaker.State.CLOSED;
    }

    /** How many questions have ended in which way; those that were not asked because OPA is down aside. */
    public Map<String, Long> outcomes() {
        return http.outcomes();
    }

    /** Whether OPA says that its bundles or plugins are not active. */
    boolean isUnready() {
        return send(Request.get("/health?bundles&plugins")) instanceof Reply.Refused(int status, _)
                && status == UNREADY;
    }

    private Request question(String path, Map<String, @Nullable Object> input) {
        return Request.postJson("/v1/data" + (path.isEmpty() ? "" : "/" + path) + (strict ? STRICT : ""),
                Json.write(Map.of("input", input)));
    }

    private static boolean isLarge(Request question) {
        return question.body().length >= LARGE_BYTES;
    }

    private sealed interface Reply {
        /** The body of a 200. */
        record Ok(byte[] body) implements Reply {}

        /** Any other status. */
        record Refused(int status, OpaAnswer.Failed failed) implements Reply {}

        record Error(OpaAnswer.Failed failed) implements Reply {}
    }

    private Reply send(Request question) {
        Request authorized;
        try {
            authorized = token.isEmpty()
                    ? question
                    : question.with("Authorization",
                            "Bearer " + Files.readString(token.get(), StandardCharsets.US_ASCII).strip());
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot read OPA's token", e);
            return failed(OpaFailure.TOKEN, "");
        }
        if (!breaker.tryAcquirePermission()) {
            return failed(OpaFailure.DOWN, "");
        }
        Outcome outcome = reported(authorized);
        return switch (outcome) {
            case Outcome.Answered(int status, _, byte[] body) ->
                    status == 200 ? new Reply.Ok(body) : refused(status, body);
            case Outcome.Failed(Outcome.Cause cause, String detail) -> failed(failure(cause, question), detail);
        };
    }

    private static Reply failed(OpaFailure failure, String detail) {
        return new Reply.Error(new OpaAnswer.Failed(failure, detail));
    }

    private Outcome reported(Request question) {
        boolean reported = false;
        long start = System.nanoTime();
        try {
            Outcome outcome = http.send(question);
            report(outcome, question, System.nanoTime() - start);
            reported = true;
            return outcome;
        } finally {
            if (!reported) {
                breaker.releasePermission();
            }
        }
    }

    /**
     * Only a peer that gives no answer is down: a policy that fails on one request must not deny every other. Nor must
     * one that is slow on a large request.
     */
    private void report(Outcome outcome, Request question, long nanos) {
        switch (outcome) {
            case Outcome.Answered _ -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            case Outcome.Failed(Outcome.Cause cause, String detail) -> {
                boolean down = switch (cause) {
                    case UNREACHABLE, BROKEN -> true;
                    case LATE -> !isLarge(question);
                    case TOO_LARGE, BUSY, INTERRUPTED -> false;
                };
                if (down) {
                    lastFailure = detail.isEmpty() ? failure(cause, question).message() : detail;
                    breaker.onError(nanos, TimeUnit.NANOSECONDS, new IOException(detail));
                } else {
                    breaker.releasePermission();
                }
            }
        }
    }

    private static OpaFailure failure(Outcome.Cause cause, Request question) {
        return switch (cause) {
            case UNREACHABLE -> OpaFailure.UNREACHABLE;
            case BROKEN -> OpaFailure.BROKEN;
            case TOO_LARGE -> OpaFailure.TOO_LARGE;
            case LATE -> isLarge(question) ? OpaFailure.SLOW : OpaFailure.TIMEOUT;
            case INTERRUPTED -> OpaFailure.TIMEOUT;
            case BUSY -> OpaFailure.BUSY;
        };
    }

    /** What OPA says of the reason is for the log; the one who is denied is told where in the policy it failed. */
    private static Reply refused(int status, byte[] body) {
        String reason = new String(body, 0, Math.min(body.length, MAX_REASON_BYTES), StandardCharsets.UTF_8)
                .replaceAll("\\s+", " ");
        LOG.log(System.Logger.Level.WARNING, "OPA answered {0}: {1}", status, Finding.printable(reason));
        OpaFailure failure = switch (status) {
            case 401, 403 -> OpaFailure.UNAUTHORIZED;
            case 300, 301, 302, 303, 307, 308 -> OpaFailure.REDIRECT;
            default -> OpaFailure.STATUS;
        };
        return new Reply.Refused(status, new OpaAnswer.Failed(failure, "status " + status + place(body)));
    }

    /** Such as {@code ", authz.rego:12:5"} (OPA's REST API, Errors); empty if OPA does not say. */
    private static String place(byte[] body) {
        try {
            return Json.read(body) instanceof Map<?, ?> answer
                    && answer.get("errors") instanceof List<?> errors && !errors.isEmpty()
                    && errors.getFirst() instanceof Map<?, ?> error && error.get("location") instanceof Map<?, ?> at
                    && at.get("file") instanceof String file && at.get("row") instanceof Number row
                    && at.get("col") instanceof Number column
                            ? ", " + Finding.printable(file.substring(file.lastIndexOf('/') + 1)) + ":" + row + ":"
                                    + column
                            : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
