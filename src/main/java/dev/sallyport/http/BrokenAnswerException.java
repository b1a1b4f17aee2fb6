package dev.sallyport.http;

import java.io.IOException;

/** An answer that began, and cannot be taken. */
final class BrokenAnswerException extends IOException {

    private final transient Outcome.Cause outcome;

    BrokenAnswerException(Outcome.Cause outcome, String message) {
        super(message);
        this.outcome = outcome;
    }

    BrokenAnswerException(Outcome.Cause outcome, Exception cause) {
        super(reason(cause), cause);
        this.outcome = outcome;
    }

    Outcome.Cause outcome() {
        return outcome;
    }

    static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
