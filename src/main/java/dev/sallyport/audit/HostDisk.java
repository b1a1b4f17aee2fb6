package dev.sallyport.audit;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The host's file system. Files are for their owner alone. */
final class HostDisk implements Disk {

    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    @Override
    public Output append(Path file) throws IOException {
        createDirectories(file.toAbsolutePath().getParent());
        try {
            Files.createFile(file, OWNER_ONLY);
        } catch (FileAlreadyExistsException e) {
            // It is appended to.
        }
        return new HostFile(new FileOutputStream(file.toFile(), true));
    }

    @Override
    public Output create(Path file) throws IOException {
        Files.createFile(file, OWNER_ONLY);
        return new HostFile(new FileOutputStream(file.toFile(), true));
    }

    @Override
    public InputStream read(Path file) throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public int lastByte(Path file) throws IOException {
        try (FileChannel reader = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reader.size() > 0 && reader.read(last, reader.size() - 1) == 1 ? last.get(0) : -1;
        }
    }

    @Override
    public long size(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void deleteIfExists(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void forceNames(Path directory) throws IOException {
        force(directory);
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        createDirectories(parent);
        Files.createDirectories(directory);
        force(parent);
    }

    /**
     * A stream, and not a channel: a thread that is interrupted while it writes would close the channel for everybody.
     */
    private static final class HostFile extends Output {

        private final FileOutputStream stream;

        HostFile(FileOutputStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            stream.write(bytes, from, length);
        }

        @Override
        void force() throws IOException {
            // Only the log's own threads force, which nobody interrupts; and unlike getFD().sync() it tells the reason.
            stream.getChannel().force(false);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
