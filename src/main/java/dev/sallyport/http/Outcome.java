package dev.sallyport.http;

import java.util.Map;

/** How an exchange ended. */
public sealed interface Outcome {

    /**
     * A whole answer.
     *
     * @param headers names in lower case; of one that is there twice, the last
     */
    record Answered(int status, Map<String, String> headers, byte[] body) implements Outcome {}

    /** @param detail for the person who reads the log; empty where the cause says it all */
    record Failed(Cause cause, String detail) implements Outcome {}

    enum Cause {
        /** As many exchanges as allowed were under way, until the deadline. */
        BUSY,
        /** No connection, or one that ended before the first byte of an answer. */
        UNREACHABLE,
        /** An answer that began and is not HTTP, or does not end as it should. */
        BROKEN,
        /** An answer larger than allowed. */
        TOO_LARGE,
        /** No whole answer within the deadline. */
        LATE,
        /** The caller's thread was interrupted: it has no use for an answer any more. */
        INTERRUPTED
    }
}
