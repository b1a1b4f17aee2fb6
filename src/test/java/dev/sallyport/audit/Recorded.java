package dev.sallyport.audit;

import dev.sallyport.action.Action;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.Judgement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Actions as the audit log would give them back. */
public final class Recorded {

    private Recorded() {}

    public static String line(Action action) {
        Judgement judgement =
                new Judgement(action, List.of(Decision.unasked(action.obstacles())), Duration.ofMillis(1));
        return new String(AuditRecord.of(judgement).line(), StandardCharsets.UTF_8);
    }

    public static RecordedDecision decision(Action action) throws UnreadableException {
        return RecordedDecision.parse(line(action)).orElseThrow();
    }

    /** The action as its record gives it back; empty if it was too much for a record. */
    public static Optional<Action> again(Action action) {
        try {
            RecordedDecision recorded = decision(action);
            return recorded.cut().isEmpty() ? recorded.action() : Optional.empty();
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }
}
