package dev.sallyport.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * What the log needs of a file system. It is an interface so that tests can have one that fails, stalls or loses power.
 */
interface Disk {

    /** A file that is open for writing. */
    abstract class Output extends OutputStream {

        /**
         * Returns when the disk has what was written, and how much it is. The file's name is the directory's affair.
         */
        abstract void force() throws IOException;

        @Override
        public final void write(int single) throws IOException {
            write(new byte[] {(byte) single});
        }
    }

    /** Opens a file at its end; makes it, and its directory, if need be. */
    Output append(Path file) throws IOException;

    /** @throws IOException if the file exists, too */
    Output create(Path file) throws IOException;

    InputStream read(Path file) throws IOException;

    /** The last byte, or -1 if the file is empty. */
    int lastByte(Path file) throws IOException;

    long size(Path file) throws IOException;

    List<Path> list(Path directory) throws IOException;

    /** @throws java.nio.file.NoSuchFileException if there is nothing to rename */
    void rename(Path from, Path to) throws IOException;

    void deleteIfExists(Path file) throws IOException;

    /** Returns when the disk has the names in the directory: that files were made, renamed or deleted. */
    void forceNames(Path directory) throws IOException;
}
