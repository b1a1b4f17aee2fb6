package dev.sallyport.plugin;

import dev.sallyport.action.Action;
import dev.sallyport.action.Holds;
import dev.sallyport.action.Holds.Hold;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Decision;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Obligation;
import dev.sallyport.decision.Violation;
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The way of a request: read, understood, judged, written down, answered (XACML: policy enforcement point). */
public final class EnforcementPoint implements Closeable {

    private static final System.Logger LOG = System.getLogger(EnforcementPoint.class.getName());

    private final Judge judge;
    private final Holds holds = new Holds();
    private final AuditTrail audit;
    private final DockerSide docker;
    private final String policyName;
    private final Duration deadline;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * What the enforcement point does with dockerd itself.
     *
     * @param isOwn whether a request with these headers is one of the plugin's own questions
     * @param remover removes a container, given its id, in the background
     */
    public record DockerSide(Predicate<Map<String, String>> isOwn, Consumer<String> remover) {}

    /**
     * @param policyName for the person who is denied
     * @param deadline for one decision; a later one is a denial
     */
    public EnforcementPoint(
            Judge judge,
            AuditTrail audit,
            DockerSide docker,
            String policyName,
            Duration deadline) {
        this.judge = judge;
        this.audit = audit;
        this.docker = docker;
        this.policyName = policyName;
        this.deadline = deadline;
    }

    /** Answers one message of dockerd. Never throws, and always within bounded time. */
    public PluginAnswer answer(byte[] message) {
        Instant time = Instant.now();
        try {
            AccessRequest request = PluginMessage.parse(message);
            if (docker.isOwn().test(request.headers())) {
                return new PluginAnswer.Allow();
            }
            return decide(time, DecisionId.next(), request);
        } catch (PluginMessage.MalformedException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
            return new PluginAnswer.Fail(e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a decision failed", e);
            return new PluginAnswer.Fail("the plugin failed; its log says why");
        }
    }

    private PluginAnswer decide(Instant time, DecisionId id, AccessRequest request) {
        try (Hold hold = holds.open()) {
            Judge.Judgement judgement = judgeInTime(id, request, hold);
            Decision decision = audit.write(time, judgement.action(), judgement.decision());
            PluginAnswer answer = enforce(judgement.action(), decision);
            if (answer instanceof PluginAnswer.Allow) {
                hold.keepUntilResponse(key(request));
            }
            return answer;
        }
    }

    /** dockerd has carried out a request: lets go of what was held for it. */
    public void responded(byte[] message) {
        try {
            holds.responded(key(PluginMessage.parse(message)));
        } catch (PluginMessage.MalformedException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
        }
    }

    /** Whether the message of a response need not be read. */
    public boolean holdsNothing() {
        return holds.isIdle();
    }

    /** A dockerd has begun to ask: nothing that an earlier one was asked for is under way. */
    public void activated() {
        holds.clear();
    }

    /** The message of a response repeats the request. */
    private static String key(AccessRequest request) {
        return request.method() + " " + request.target() + " " + Arrays.hashCode(request.body().orElse(new byte[0]));
    }

    private Judge.Judgement judgeInTime(DecisionId id, AccessRequest request, Hold hold) {
        Future<Judge.Judgement> judgement = threads.submit(() -> judge.judge(id, request, hold));
        try {
            return judgement.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            judgement.cancel(true);
            return failed(id, request, "no decision within " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            judgement.cancel(true);
            return failed(id, request, "the plugin is stopping");
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.ERROR, "decision " + id + " failed", e.getCause());
            return failed(id, request, "the plugin failed; its log says why");
        }
    }

    private static Judge.Judgement failed(DecisionId id, AccessRequest request, String why) {
        Action action = new Action(id, request, Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty());
        return new Judge.Judgement(action, new Decision.Deny(List.of(new Violation("plugin", why, ""))));
    }

    private PluginAnswer enforce(Action action, Decision decision) {
        return switch (decision) {
            case Decision.Permit _ -> new PluginAnswer.Allow();
            case Decision.Deny(List<Violation> violations, List<Obligation> obligations) -> {
                obligations.forEach(this::fulfil);
                yield new PluginAnswer.Refuse(DenialText.of(action, policyName, violations));
            }
            case Decision.Indeterminate(Violation failure, _) ->
                new PluginAnswer.Refuse(DenialText.of(action, policyName, List.of(failure)));
            case Decision.NotApplicable() -> new PluginAnswer.Refuse(
                    DenialText.of(action, policyName, List.of(new Violation("plugin", "no decision point judged this request", ""))));
        };
    }

    private void fulfil(Obligation obligation) {
        switch (obligation) {
            case Obligation.RemoveContainer(String container) -> docker.remover().accept(container);
            // Written down by now.
            case Obligation.Reference _, Obligation.FailedOpen _ -> { }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
