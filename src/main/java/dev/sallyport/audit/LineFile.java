package dev.sallyport.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file of lines, open at its end. One thread at a time appends; another may force meanwhile. */
final class LineFile implements Closeable {

    private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());
    private static final byte LINE_FEED = '\n';

    private final Disk.Output output;
    private long size;
    private boolean torn;

    private LineFile(Disk.Output output, long size, boolean torn) {
        this.output = output;
        this.size = size;
        this.torn = torn;
    }

    static LineFile open(Disk disk, Path file) throws IOException {
        Disk.Output output = disk.append(file);
        try {
            int last = disk.lastByte(file);
            boolean torn = last >= 0 && last != LINE_FEED;
            if (torn) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} ends in the middle of a line, from a process that died: closing it off", file);
            }
            return new LineFile(output, disk.size(file), torn);
        } catch (IOException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    /** In bytes; a line that was not written whole is not counted. */
    long size() {
        return size;
    }

    /** @throws IOException if it was not written whole; the next line begins on a line of its own */
    void append(byte[] line) throws IOException {
        byte[] bytes = torn ? ByteBuffer.allocate(line.length + 1).put(LINE_FEED).put(line).array() : line;
        torn = true;
        output.write(bytes);
        torn = false;
        size += bytes.length;
    }

    void force() throws IOException {
        output.force();
    }

    @Override
    public void close() throws IOException {
        output.close();
    }
}
