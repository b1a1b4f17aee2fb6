package dev.sallyport.engine;

/**
 * A request that dockerd might read differently from us, or not at all: it is refused, not repaired. The message says
 * what is wrong and where, without a period, for the person who sent it.
 */
public final class UnreadableException extends Exception {

    private final String wanted;

    public UnreadableException(String message) {
        this(message, "");
    }

    /** @param wanted what an honest client would send instead */
    public UnreadableException(String message, String wanted) {
        super(message);
        this.wanted = wanted;
    }

    /** What would be accepted; empty if that goes without saying. */
    public String wanted() {
        return wanted;
    }
}
