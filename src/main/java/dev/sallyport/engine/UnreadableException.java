package dev.sallyport.engine;

/**
 * A request that dockerd might read differently from us, or not at all: it is refused, not repaired. The message says what
 * is wrong and where, without a period, for the person who sent it.
 */
public final class UnreadableException extends Exception {
    public UnreadableException(String message) {
        super(message);
    }
}
