package dev.sallyport.http;

import java.io.IOException;

/** An answer that began, and cannot be taken. */
final class BrokenAnswerException extends IOException {

    private final transient Outcome.Cause kind;

    BrokenAnswerException(Outcome.Cause kind, String message) {
        super(message);
        this.kind = kind;
    }

    BrokenAnswerException(Outcome.Cause kind, Exception cause) {
        super(reason(cause), cause);
        this.kind = kind;
    }

    Outcome.Cause kind() {
        return kind;
    }

    static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
