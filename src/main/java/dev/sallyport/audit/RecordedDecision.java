package dev.sallyport.audit;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.audit.JudgedFacts.Obstacle;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.Call;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.Key;
import dev.sallyport.engine.RequestTarget;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.DecisionPoint;
import dev.sallyport.judge.Judgement;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit log, read back: what was judged, so that it can be judged again, and what was decided.
 *
 * @param permitted what was decided
 * @param findings what was found, by heading
 * @param action what was judged, without bodies and headers; empty if the record does not hold it
 * @param cut what of it is not whole: then judging it again says nothing; empty if it is
 */
public record RecordedDecision(
        Instant time,
        DecisionId id,
        boolean permitted,
        Map<String, List<Found>> findings,
        Optional<Action> action,
        List<String> cut) {

    public record Found(
            @Key("rule") String rule, @Key("found") String found, @Key("wanted") String wanted,
            @Key("exemption") String exemption) {}

    /** A line, as it stands there; what it has besides is for others. */
    public record Line(
            @Key("time") String time,
            @Key("id") String id,
            @Key("decision") String decision,
            @Key("user") String user,
            @Key("authentication") String authentication,
            @Key("method") String method,
            @Key("target") String target,
            @Key("violations") List<Found> violations,
            @Key("failures") List<Found> failures,
            @Key("noted") List<Found> noted,
            @Key("exempt") List<Found> exempt,
            @Key("failed_open") List<Found> failedOpen,
            @Key("facts") Optional<Object> facts) {}

    public RecordedDecision {
        findings = Map.copyOf(findings);
        cut = List.copyOf(cut);
    }

    /**
     * Reads a line, without its line feed; empty if it is no record of a decision, but of an event.
     *
     * @throws UnreadableException if it is neither, as a power failure can leave the last; or if it has facts that this
     *     version does not know
     */
    public static Optional<RecordedDecision> parse(String line) throws UnreadableException {
        Line read = GoJson.decodeAnswer(line.getBytes(StandardCharsets.UTF_8), Line.class);
        return read.decision().isEmpty() ? Optional.empty() : Optional.of(of(read));
    }

    /** Whether it can be judged again: everything is there that it was judged by. */
    public boolean isWhole() {
        return action.isPresent() && cut.isEmpty();
    }

    /** Judges it again, by another policy; what stood in its way then does so now. */
    public Judgement judge(DecisionPoint point) {
        Action judged = action.orElseThrow();
        return new Judgement(judged,
                List.of(Decision.unasked(judged.obstacles()), point.decide(judged, judged.obstacles())), Duration.ZERO);
    }

    private static RecordedDecision of(Line line) throws UnreadableException {
        Instant time = time(line.time());
        DecisionId id = new DecisionId(line.id());
        Map<String, List<Found>> findings = new LinkedHashMap<>();
        findings.put("violations", line.violations());
        findings.put("failures", line.failures());
        findings.put("noted", line.noted());
        findings.put("exempt", line.exempt());
        findings.put("failed_open", line.failedOpen());
        findings.values().removeIf(List::isEmpty);
        Optional<JudgedFacts> facts = line.facts().isPresent()
                ? Optional.of(facts(line.facts().get()))
                : Optional.empty();
        boolean permitted = line.decision().equals("permit");
        List<String> cut = facts.map(JudgedFacts::cut).orElse(List.of());
        return new RecordedDecision(time, id, permitted, findings, facts.map(each -> action(line, time, each)), cut);
    }

    private static Instant time(String text) throws UnreadableException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new UnreadableException("`" + text + "` is no time");
        }
    }

    private static JudgedFacts facts(Object plain) throws UnreadableException {
        if (plain instanceof Map<?, ?> map && !Long.valueOf(JudgedFacts.VERSION).equals(longs(map.get("version")))) {
            throw new UnreadableException(
                    "facts of version " + map.get("version") + ", which this version does not know");
        }
        try {
            return (JudgedFacts) JudgedFacts.SHAPE.bind(longs(plain));
        } catch (ClassCastException | DateTimeException | IllegalArgumentException | NullPointerException e) {
            throw new UnreadableException("facts that this version does not know: " + e.getMessage());
        }
    }

    /** JSON's whole numbers as records have them. */
    private static @Nullable Object longs(@Nullable Object plain) {
        return switch (plain) {
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> converted = new LinkedHashMap<>();
                map.forEach((key, value) -> converted.put(key, longs(value)));
                yield converted;
            }
            case List<?> list -> list.stream().map(RecordedDecision::longs).toList();
            case Integer number -> number.longValue();
            case null, default -> plain;
        };
    }

    private static Action action(Line line, Instant time, JudgedFacts facts) {
        AccessRequest request = new AccessRequest(time, new Subject(line.user(), line.authentication(), List.of()),
                line.method(), line.target(), Map.of(), Optional.empty());
        Optional<Call> call = facts.aspects().stream()
                .filter(Aspect.Invocation.class::isInstance)
                .map(Aspect.Invocation.class::cast)
                .findFirst()
                .flatMap(invocation -> call(line, invocation));
        return new Action(new DecisionId(line.id()), request, call, facts.aspects(),
                facts.obstacles().stream().map(Obstacle::finding).toList(), Optional.empty(), facts.container(),
                facts.origin());
    }

    /** The path as recorded; the query as it was judged, since the target's may be cut. */
    private static Optional<Call> call(Line line, Aspect.Invocation invocation) {
        int mark = line.target().indexOf('?');
        try {
            RequestTarget target = RequestTarget.parse(mark < 0 ? line.target() : line.target().substring(0, mark));
            return Optional.of(new Call(invocation.operation(), invocation.name(), new RequestTarget(target.path(),
                    target.fullPath(), target.version(), invocation.query())));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }
}
