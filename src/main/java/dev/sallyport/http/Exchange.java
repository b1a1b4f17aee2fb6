package dev.sallyport.http;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One exchange, which another thread may end while it waits for its peer: what it waits on is closed under it. */
final class Exchange {

    private final long end;
    private boolean ended;
    private @Nullable Closeable current;

    /** @param end when it is over, by {@link System#nanoTime} */
    Exchange(long end) {
        this.end = end;
    }

    long nanosLeft() {
        return end - System.nanoTime();
    }

    /**
     * From now on it waits on this.
     *
     * @throws IOException if it is over
     */
    synchronized void uses(Closeable channel) throws IOException {
        if (isOver()) {
            channel.close();
            throw new IOException("too late");
        }
        current = channel;
    }

    /** It waits on nothing any more. Returns whether it was in time. */
    synchronized boolean finish() {
        current = null;
        return !ended;
    }

    synchronized void end() {
        ended = true;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // The thread that waits on it wakes up all the same.
            }
        }
    }

    synchronized boolean isOver() {
        return ended || nanosLeft() <= 0;
    }
}
