package dev.sallyport.policy;

import dev.sallyport.settings.Mistake;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Has the policy files read anew when one of them has changed, or when it is told to. It looks at what the files are
 * like, again and again, rather than have the kernel tell it: so it makes no difference by which of many ways a file
 * came to be another one (docs/decisions/0008-reload.md). What has changed is read when it has stayed the same for one
 * more look: by then whoever writes has written.
 */
public final class PolicyWatch implements Closeable {

    private static final System.Logger LOG = System.getLogger(PolicyWatch.class.getName());

    /** How often one looks. */
    public static final Duration PAUSE = Duration.ofSeconds(1);

    /** What never stays the same is read all the same, after so many looks. */
    private static final int PATIENCE = 10;

    private final Policies policies;
    private final Duration pause;
    private final Consumer<Reload> listener;
    private final Thread thread = Thread.ofPlatform().daemon().name("sallyport-policies").unstarted(this::watch);

    private Map<Path, Map<String, Object>> seen;
    private int looks;
    private List<String> told;
    private List<Mistake> wrong = List.of();
    private boolean readTooSoon;
    private volatile boolean hungUp;
    private volatile boolean closed;

    /** @param listener is told what came of each reading, on the watch's thread */
    PolicyWatch(Policies policies, Duration pause, Consumer<Reload> listener) {
        this.policies = policies;
        this.pause = pause;
        this.listener = listener;
        this.told = policies.inForce().expired(Instant.now());
        this.seen = policies.files().before();
        this.readTooSoon = hasJustChanged();
    }

    /** See {@link #PolicyWatch}. */
    public static PolicyWatch start(Policies policies, Consumer<Reload> listener) {
        PolicyWatch watch = new PolicyWatch(policies, PAUSE, listener);
        watch.thread.start();
        return watch;
    }

    /** Somebody sent SIGHUP: they are read at once. Does not wait for it. */
    public void hangUp() {
        hungUp = true;
        LockSupport.unpark(thread);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(this, pause.toNanos());
            try {
                look();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "watching the policy files failed", e);
            }
        }
    }

    /** Looks once. */
    void look() {
        tellWhatHasExpired(Instant.now());
        if (hungUp) {
            hungUp = false;
            listener.accept(read(Reload.Trigger.SIGNAL));
        } else if (haveChanged() || isDue()) {
            List<Mistake> before = wrong;
            Reload outcome = read(Reload.Trigger.FILE);
            if (!wrong.equals(before) || isAnother(outcome)) {
                listener.accept(outcome);
            }
        }
    }

    /** What had expired at the start was told then. */
    private void tellWhatHasExpired(Instant now) {
        List<String> expired = policies.inForce().expired(now);
        expired.stream()
                .filter(each -> !told.contains(each))
                .forEach(each -> LOG.log(System.Logger.Level.WARNING, each));
        told = expired;
    }

    /** Whether there is a change that is over. */
    private boolean haveChanged() {
        Map<Path, Map<String, Object>> now = policies.files().now();
        if (now.equals(policies.files().before())) {
            looks = 0;
            return false;
        }
        boolean atRest = now.equals(seen);
        seen = now;
        return atRest || ++looks > PATIENCE;
    }

    /** Whether what was read too soon after it had changed can be read once more. */
    private boolean isDue() {
        return readTooSoon && !hasJustChanged();
    }

    /** A further change may then not show: the clocks of file systems tick slowly. */
    private boolean hasJustChanged() {
        return policies.files().changedSince(Instant.now().minus(PAUSE));
    }

    private Reload read(Reload.Trigger trigger) {
        Reload outcome = policies.reload(trigger);
        readTooSoon = hasJustChanged();
        seen = policies.files().before();
        looks = 0;
        wrong = outcome instanceof Reload.Kept kept ? kept.mistakes() : List.of();
        return outcome;
    }

    /** Not if somebody has only touched a file, or written the same again. */
    private static boolean isAnother(Reload outcome) {
        return outcome instanceof Reload.Loaded loaded && !loaded.before().sha256().equals(loaded.inForce().sha256());
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
