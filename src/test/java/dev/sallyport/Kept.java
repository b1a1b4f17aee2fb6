package dev.sallyport;

import org.junit.jupiter.api.extension.ExtensionContext;

/** What was started for a test or for a class of them: closed when those have ended, the last first. */
public final class Kept {

    private final ExtensionContext.Store store;

    public Kept(ExtensionContext context) {
        this.store = context.getStore(ExtensionContext.Namespace.create(Kept.class));
    }

    public <T extends AutoCloseable> T untilTheEnd(T started) {
        store.put(started, started);
        return started;
    }
}
