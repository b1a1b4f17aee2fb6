package dev.sallyport.plugin;

import dev.sallyport.action.Action;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.judge.Judge;
import dev.sallyport.judge.Judgement;
import java.io.Closeable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The way of a request: read, understood, judged, written down, answered (XACML: policy enforcement point). */
public final class EnforcementPoint implements Closeable {

    private static final System.Logger LOG = System.getLogger(EnforcementPoint.class.getName());

    private final Judge judge;
    private final AuditTrail audit;
    private final DockerSide docker;
    private final Duration deadline;
    private final Origin origin;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * What the enforcement point does with dockerd itself.
     *
     * @param isOwn whether a request with these headers is one of the plugin's own questions
     * @param remover removes a container, given its id, in the background
     */
    public record DockerSide(Predicate<Map<String, String>> isOwn, Consumer<String> remover) {}

    /**
     * Where times and ids come from: what else is in an answer comes from the request.
     *
     * @param ids gives each decision its own
     */
    public record Origin(InstantSource clock, Supplier<DecisionId> ids) {}

    /** @param deadline for one decision; a later one is a denial */
    public EnforcementPoint(Judge judge, AuditTrail audit, DockerSide docker, Duration deadline, Origin origin) {
        this.judge = judge;
        this.audit = audit;
        this.docker = docker;
        this.deadline = deadline;
        this.origin = origin;
    }

    /** Answers one message of dockerd. Never throws, and always within bounded time. */
    public PluginAnswer answer(byte[] message) {
        try {
            AccessRequest request = PluginMessage.parse(message, origin.clock().instant());
            return docker.isOwn().test(request.headers()) ? new PluginAnswer.Allow() : decide(request);
        } catch (PluginMessage.MalformedException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
            return new PluginAnswer.Fail(e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a decision failed", e);
            return new PluginAnswer.Fail("the plugin failed; its log says why");
        }
    }

    private PluginAnswer decide(AccessRequest request) {
        DecisionId id = origin.ids().get();
        try {
            return enforce(audit.write(judgeInTime(id, request)));
        } finally {
            judge.settled(id);
        }
    }

    private Judgement judgeInTime(DecisionId id, AccessRequest request) {
        Future<Judgement> judgement = threads.submit(() -> judge.judge(id, request));
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

    private Judgement failed(DecisionId id, AccessRequest request, String why) {
        Duration took = Duration.between(request.time(), origin.clock().instant());
        return new Judgement(Action.unread(id, request), List.of(), took).with(Finding.fails("plugin", why));
    }

    private PluginAnswer enforce(Judgement judgement) {
        if (judgement.permitted()) {
            return new PluginAnswer.Allow();
        }
        judgement.removal().ifPresent(docker.remover());
        return new PluginAnswer.Refuse(DenialText.of(judgement));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
