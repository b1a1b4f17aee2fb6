package dev.sallyport.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The set-aside files of a log: beside it, numbered, compressed, a bounded number of them. What there is to do is read
 * from the directory each time: it does not matter what a process that was killed, or a disk that was full, has left
 * undone.
 */
final class RotatedFiles {

    private static final Duration SHORT_HISTORY = Duration.ofHours(1);
    private static final String COMPRESSED = ".gz";
    private static final String PARTIAL = ".gz.partial";
    private static final int BUFFER = 1 << 16;

    private final Disk disk;
    private final Path file;
    private final int keep;
    private final Duration retry;
    private final FailureLog failures;
    private final FailureLog history;
    private final Pattern names;
    private final Pattern partials;
    private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("sallyport-audit-rotate").factory());
    /** When those that are kept were begun, as far as this process has begun them; in {@link System#nanoTime}. */
    private final Deque<Long> begun = new ArrayDeque<>();
    /** Up to this number, nobody writes to them any more. */
    private volatile long finished;
    private boolean retrying;

    /** A file that was set aside; numbers grow. */
    private record SetAside(long number, Path path, boolean compressed) {}

    private interface Step {
        void run() throws IOException;
    }

    /**
     * @param keep how many are kept
     * @param retry how long after a failure it is tried again
     * @throws IOException if the log's directory cannot be read
     */
    RotatedFiles(Disk disk, Path file, int keep, Duration retry, FailureLog failures) throws IOException {
        this.disk = disk;
        this.file = file;
        this.keep = keep;
        this.retry = retry;
        this.failures = failures;
        this.history = failures.apart(SHORT_HISTORY);
        String numbered = Pattern.quote(file.getFileName().toString()) + "\\.([0-9]{10})";
        this.names = Pattern.compile(numbered + "(\\.gz)?");
        this.partials = Pattern.compile(numbered + Pattern.quote(PARTIAL));
        this.finished = newest();
        background.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        background.execute(this::tidy);
    }

    private long newest() throws IOException {
        return list().stream().mapToLong(SetAside::number).max().orElse(0);
    }

    private List<SetAside> list() throws IOException {
        return disk.list(file.getParent()).stream().flatMap(this::setAside).toList();
    }

    private Stream<SetAside> setAside(Path path) {
        Matcher name = names.matcher(path.getFileName().toString());
        return name.matches()
                ? Stream.of(new SetAside(Long.parseLong(name.group(1)), path, name.group(2) != null))
                : Stream.empty();
    }

    /**
     * Sets the log aside and opens a new one. Once it has returned, nobody may write to the old one.
     *
     * @throws IOException if that cannot be done; whoever writes to the old one goes on
     */
    LineFile renew() throws IOException {
        long number = 1 + Math.max(finished, newest());
        Path aside = file.resolveSibling(file.getFileName() + "." + "%010d".formatted(number));
        boolean moved = move(aside);
        LineFile fresh;
        try {
            fresh = LineFile.open(disk, file);
        } catch (IOException e) {
            if (moved) {
                disk.rename(aside, file);
            }
            throw e;
        }
        finished = number;
        reportShortHistory();
        background.execute(this::tidy);
        return fresh;
    }

    /** There is nothing to move if somebody else has done it, or an earlier attempt could not take it back. */
    private boolean move(Path aside) throws IOException {
        try {
            disk.rename(file, aside);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** A user who floods the log drives out its history: not without the operator being told. */
    private void reportShortHistory() {
        long now = System.nanoTime();
        begun.add(now);
        if (begun.size() > keep + 1) {
            begun.remove();
        }
        Duration kept = Duration.ofNanos(now - begun.element());
        if (begun.size() == keep + 1 && kept.compareTo(SHORT_HISTORY) < 0) {
            history.report("the audit log goes back only " + kept.toSeconds() + " seconds: newer records have driven"
                    + " out older ones; raise `audit.keep` or `audit.maxBytes`, or find who floods it");
        }
    }

    private void tidy() {
        // Pruning comes before compressing, which needs the room.
        boolean done = attempt(this::removePartials) & attempt(this::prune) & attempt(this::compress);
        if (!done && !retrying && !background.isShutdown()) {
            retrying = true;
            background.schedule(this::retry, retry.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        retrying = false;
        tidy();
    }

    private boolean attempt(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            failures.report("cannot compress or remove old audit logs", e);
            return false;
        }
    }

    private void removePartials() throws IOException {
        for (Path each : disk.list(file.getParent())) {
            if (partials.matcher(each.getFileName().toString()).matches()) {
                disk.deleteIfExists(each);
            }
        }
    }

    private void prune() throws IOException {
        List<SetAside> all = finished();
        List<Long> newestFirst = all.reversed().stream().map(SetAside::number).distinct().toList();
        Set<Long> kept = Set.copyOf(newestFirst.subList(0, Math.min(keep, newestFirst.size())));
        for (SetAside each : all) {
            if (!kept.contains(each.number())) {
                disk.deleteIfExists(each.path());
            }
        }
    }

    private void compress() throws IOException {
        for (SetAside each : finished()) {
            if (!each.compressed()) {
                compress(each.path());
            }
        }
    }

    /** The oldest first. */
    private List<SetAside> finished() throws IOException {
        return list().stream()
                .filter(each -> each.number() <= finished)
                .sorted(Comparator.comparingLong(SetAside::number))
                .toList();
    }

    /** At each moment, also of a power failure, one of the two is whole and has a name on the disk. */
    private void compress(Path aside) throws IOException {
        Path partial = aside.resolveSibling(aside.getFileName() + PARTIAL);
        try {
            writeCompressed(aside, partial);
            disk.rename(partial, aside.resolveSibling(aside.getFileName() + COMPRESSED));
        } catch (IOException e) {
            disk.deleteIfExists(partial);
            throw e;
        }
        disk.forceNames(file.getParent());
        disk.deleteIfExists(aside);
    }

    private void writeCompressed(Path from, Path to) throws IOException {
        try (InputStream in = disk.read(from);
                Disk.Output out = disk.create(to);
                GZIPOutputStream zip = new GZIPOutputStream(out, BUFFER)) {
            in.transferTo(zip);
            zip.finish();
            out.force();
        }
    }

    /** Lets what is under way finish within a time, in nanoseconds. The next process does the rest. */
    void close(long nanos) {
        background.shutdown();
        try {
            boolean _ = background.awaitTermination(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
