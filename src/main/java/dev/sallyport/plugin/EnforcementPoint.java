package dev.sallyport.plugin;

import dev.sallyport.action.Action;
import dev.sallyport.action.Holds;
import dev.sallyport.action.Holds.Hold;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Subject;
import dev.sallyport.judge.Judge;
import dev.sallyport.judge.Judgement;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The steps on the way of a request: read, judged, written down, answered (XACML: policy enforcement point).
 * {@link Judging} takes them, each on the thread that may.
 */
public final class EnforcementPoint {

    private static final System.Logger LOG = System.getLogger(EnforcementPoint.class.getName());

    private final Judge judge;
    private final Holds holds = new Holds();
    private final AuditTrail audit;
    private final DockerSide docker;
    private final Origin origin;
    private final BiConsumer<Judgement, Duration> witness;

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

    /**
     * @param witness told of every judgement that is enforced, and how long it took from when the request came until it
     *     was written down; called by any thread, and must not block
     */
    public EnforcementPoint(Judge judge, AuditTrail audit, DockerSide docker, Origin origin,
            BiConsumer<Judgement, Duration> witness) {
        this.judge = judge;
        this.audit = audit;
        this.docker = docker;
        this.origin = origin;
        this.witness = witness;
    }

    /**
     * What a message asks, under the name of the decision to come.
     *
     * @param hold what the decision relies on is held by it
     */
    record Question(DecisionId id, AccessRequest request, Hold hold) {}

    /** A question of which nothing is known but that it came: a message that could not be read. */
    Question unread() {
        Instant time = origin.clock().instant();
        return new Question(origin.ids().get(),
                new AccessRequest(time, Subject.ANONYMOUS, "", "", Map.of(), Optional.empty()),
                holds.open());
    }

    /** @throws PluginMessage.MalformedException if it is not what dockerd sends */
    Question read(byte[] message) throws PluginMessage.MalformedException {
        AccessRequest request = PluginMessage.parse(message, origin.clock().instant());
        return new Question(origin.ids().get(), request, holds.open());
    }

    boolean isOwn(Question question) {
        return docker.isOwn().test(question.request().headers());
    }

    /** Never throws: what goes wrong denies. */
    Judgement judge(Question question) {
        try {
            return judge.judge(question.id(), question.request(), question.hold());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "decision " + question.id() + " failed", e);
            return refused(question, "the plugin failed; its log says why");
        }
    }

    /** A judgement without judging. */
    Judgement refused(Question question, String why) {
        Duration took = Duration.between(question.request().time(), origin.clock().instant());
        return new Judgement(Action.unread(question.id(), question.request()), List.of(), took)
                .with(Finding.fails("plugin", why));
    }

    /** Whether it can be answered without a record. */
    boolean isUnrecorded(Judgement judgement) {
        return !audit.isRecorded(judgement);
    }

    /** Writes a judgement down, and says what to answer. To be called once for each question. */
    PluginAnswer conclude(Question question, Judgement judgement) {
        try (Hold hold = question.hold()) {
            Judgement written = audit.write(judgement);
            witness.accept(written, Duration.between(question.request().time(), origin.clock().instant()));
            PluginAnswer answer = enforce(written);
            if (answer instanceof PluginAnswer.Allow && !hold.isEmpty()) {
                hold.keepUntilResponse(key(question.request()), judgement.action().isStream());
            }
            return answer;
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "decision " + judgement.action().id() + " could not be answered", e);
            return new PluginAnswer.Fail("the plugin failed; its log says why");
        }
    }

    /** dockerd has carried out a request: lets go of what was held for it. */
    void responded(byte[] message) {
        try {
            holds.responded(key(PluginMessage.parse(message, origin.clock().instant())));
        } catch (PluginMessage.MalformedException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
        }
    }

    /** Whether the message of a response need not be read. */
    boolean holdsNothing() {
        return holds.isIdle();
    }

    /** A dockerd has begun to ask: nothing that an earlier one was asked for is under way. */
    void activated() {
        holds.clear();
    }

    /**
     * The message of a response repeats the request. No other request may be taken for it, so its body counts by a
     * strong hash.
     */
    private static String key(AccessRequest request) {
        try {
            byte[] body = MessageDigest.getInstance("SHA-256").digest(request.body().orElse(new byte[0]));
            return request.method() + " " + request.target() + " " + HexFormat.of().formatHex(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes down that a message was turned away. dockerd fails the request, since it is told of an error. */
    PluginAnswer fail(Question question, String why) {
        conclude(question, refused(question, why));
        return new PluginAnswer.Fail(why);
    }

    private PluginAnswer enforce(Judgement judgement) {
        if (judgement.permitted()) {
            return new PluginAnswer.Allow();
        }
        judgement.removal().ifPresent(docker.remover());
        return new PluginAnswer.Refuse(DenialText.of(judgement));
    }
}
