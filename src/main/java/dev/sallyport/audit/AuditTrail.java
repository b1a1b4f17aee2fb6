package dev.sallyport.audit;

import dev.sallyport.decision.Finding;
import dev.sallyport.judge.Judgement;
import java.io.IOException;

/** Decides what is written down, and writes it before anybody is answered. */
public final class AuditTrail {

    private static final Finding UNWRITTEN =
            Finding.fails("audit", "the decision could not be written into the audit log");

    /** Which decisions are recorded. What was found is recorded in any case. */
    public enum Scope {
        DENIED,
        /** Denials, and permits of what changes something or reads secrets. */
        CHANGES,
        ALL
    }

    private final AuditLog log;
    private final Scope scope;
    private final boolean denyUnrecorded;

    /** @param denyUnrecorded whether what cannot be written down is denied */
    public AuditTrail(AuditLog log, Scope scope, boolean denyUnrecorded) {
        this.log = log;
        this.scope = scope;
        this.denyUnrecorded = denyUnrecorded;
    }

    /**
     * Writes a judgement down, if it is to be.
     *
     * @return the judgement to enforce: the given one, or one that denies if it could not be written down
     */
    public Judgement write(Judgement judgement) {
        if (!isRecorded(judgement)) {
            return judgement;
        }
        try {
            log.append(AuditRecord.of(judgement));
            return judgement;
        } catch (IOException e) {
            // The log itself tells the operator why.
            return denyUnrecorded ? judgement.with(UNWRITTEN) : judgement;
        }
    }

    /** Whether it is to be written down. */
    public boolean isRecorded(Judgement judgement) {
        if (!judgement.permitted() || !judgement.findings().isEmpty()) {
            return true;
        }
        return switch (scope) {
            case ALL -> true;
            case CHANGES -> judgement.action().changes();
            case DENIED -> false;
        };
    }
}
