package dev.sallyport.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write to a log, which one process has at a time; two would rotate each other's files away. It is a lock
 * on a file beside the log, which stays where it is when the log is rotated. The kernel gives it back when the process
 * ends, however it ends; the file stays, since whoever removes it may remove it under another that has just locked it.
 */
final class WriterLock implements Closeable {

    /** A POSIX lock goes when its process closes the file by any descriptor: a second attempt must not even open it. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private WriterLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * @param log the log's real path, so that two ways to name it are one
     * @throws IOException if it is taken, or the file for it cannot be made
     */
    static WriterLock take(Path log) throws IOException {
        Path path = log.resolveSibling("." + log.getFileName() + ".lock");
        if (!HELD_HERE.add(path)) {
            throw inUse(log);
        }
        try {
            return new WriterLock(path, locked(path, log));
        } catch (IOException | RuntimeException e) {
            HELD_HERE.remove(path);
            throw e;
        }
    }

    private static FileChannel locked(Path path, Path log) throws IOException {
        FileChannel channel = FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), HostDisk.OWNER_ONLY);
        try {
            if (channel.tryLock() == null) {
                throw inUse(log);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static IOException inUse(Path log) {
        return new IOException("`" + log + "` is in use by another sallyport; each needs an `audit.file` of its own");
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            HELD_HERE.remove(path);
        }
    }
}
