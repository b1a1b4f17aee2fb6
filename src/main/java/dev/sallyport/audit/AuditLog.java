package dev.sallyport.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The decision log: a file of JSON lines that is only ever appended to. When {@link #append} returns, the record is in the
 * kernel: a killed process loses none of it.
 */
public final class AuditLog implements Closeable {

    private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());
    private static final byte LINE_FEED = '\n';
    private static final long BATCH_MILLIS = 100;

    /** When records go from the kernel to the disk, so that a power failure does not lose them. */
    public enum Sync {
        /** When the kernel sees fit. */
        NONE,
        /** Ten times a second, if there is something. */
        BATCHED,
        /** Before every answer. */
        EACH
    }

    /**
     * @param file where to append
     * @param sync when to force to disk
     * @param maxBytes at what size the file is set aside; 0 for never, as when logrotate does it
     * @param keep how many set-aside files are kept
     */
    public record Options(Path file, Sync sync, long maxBytes, int keep) {}

    private final Options options;
    private final ReentrantLock lock = new ReentrantLock();
    private final RotatedFiles rotated;
    private final ScheduledExecutorService background =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("sallyport-audit").factory());
    private FileChannel channel;
    private boolean torn;
    private boolean unforced;

    private AuditLog(Options options) throws IOException {
        this.options = options;
        this.rotated = new RotatedFiles(options.file(), options.keep());
        this.channel = open();
        if (options.sync() == Sync.BATCHED) {
            background.scheduleWithFixedDelay(this::forceBatch, BATCH_MILLIS, BATCH_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** @throws IOException if the file cannot be opened for appending */
    public static AuditLog open(Options options) throws IOException {
        return new AuditLog(options);
    }

    private FileChannel open() throws IOException {
        Path file = options.file();
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        FileChannel opened = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        torn = endsInMidLine(file);
        if (torn) {
            LOG.log(System.Logger.Level.WARNING, "{0} ends in the middle of a line, from a process that died: closing it off", file);
        }
        return opened;
    }

    private static boolean endsInMidLine(Path file) throws IOException {
        try (FileChannel reader = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reader.size() > 0 && reader.read(last, reader.size() - 1) == 1 && last.get(0) != LINE_FEED;
        }
    }

    /**
     * Appends one record.
     *
     * @throws IOException if it did not get into the file whole; the next record begins on a line of its own
     */
    public void append(AuditRecord record) throws IOException {
        byte[] line = record.line();
        lock.lock();
        try {
            rotateIfFull(line.length);
            write(line);
            switch (options.sync()) {
                case NONE -> { }
                case BATCHED -> unforced = true;
                case EACH -> channel.force(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private void write(byte[] line) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(line.length + 1);
        if (torn) {
            buffer.put(LINE_FEED);
        }
        buffer.put(line).flip();
        torn = true;
        // With O_APPEND each write lands behind whatever is there; a short one is possible when the disk fills up.
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        torn = false;
    }

    private void rotateIfFull(int coming) throws IOException {
        if (options.maxBytes() <= 0 || channel.size() == 0 || channel.size() + coming <= options.maxBytes()) {
            return;
        }
        try {
            channel.force(false);
            Path aside = rotated.setAside();
            FileChannel full = channel;
            channel = open();
            full.close();
            background.execute(() -> rotated.compressAndPrune(aside));
        } catch (IOException e) {
            // Better a file that is too large than a record that is lost.
            LOG.log(System.Logger.Level.ERROR, "cannot set the audit log aside; still writing to it", e);
        }
    }

    /** Opens the file anew, for after somebody else has renamed it. */
    public void reopen() throws IOException {
        lock.lock();
        try {
            FileChannel old = channel;
            channel = open();
            old.close();
        } finally {
            lock.unlock();
        }
    }

    private void forceBatch() {
        lock.lock();
        try {
            if (unforced) {
                unforced = false;
                channel.force(false);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot force the audit log to disk", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        background.shutdown();
        try {
            background.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            channel.force(false);
            channel.close();
        } finally {
            lock.unlock();
        }
    }
}
