package dev.sallyport.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The host's file system, as mount(2) will walk it. */
public interface HostFiles {

    /**
     * The path with {@code ..} and symbolic links resolved, as far as it exists; what does not exist yet is kept. Empty if it
     * cannot be told.
     */
    Optional<String> resolve(String path);

    /** Where other file systems are mounted, writable, beneath a directory: a read-only bind need not cover them. */
    List<String> writableMountsBeneath(String directory);

    /** The host's memory, in bytes: a limit above it limits nothing. {@link Long#MAX_VALUE} if it cannot be told. */
    long memoryBytes();

    /** The file system this process sees. */
    static HostFiles real() {
        return new Real(Path.of("/proc/self/mountinfo"));
    }

    /** @param mountinfo see proc(5), /proc/pid/mountinfo */
    record Real(Path mountinfo) implements HostFiles {

        @Override
        public Optional<String> resolve(String path) {
            try {
                return Optional.of(resolve(Path.of(path)).toString());
            } catch (IOException | InvalidPathException e) {
                return Optional.empty();
            }
        }

        private static Path resolve(Path path) throws IOException {
            if (Files.exists(path)) {
                return path.toRealPath();
            }
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("a dangling link");
            }
            if (path.getFileName() != null && path.getFileName().toString().equals("..")) {
                // Whence this leads depends on what is not there yet.
                throw new IOException("a .. behind a directory that does not exist");
            }
            Path parent = path.getParent();
            Path name = path.getFileName();
            return parent == null || name == null ? path : resolve(parent).resolve(name);
        }

        @Override
        public List<String> writableMountsBeneath(String directory) {
            String prefix = directory.endsWith("/") ? directory : directory + "/";
            try {
                return Files.readAllLines(mountinfo).stream()
                        .map(line -> line.split(" "))
                        .filter(fields -> fields.length > 5 && unescape(fields[4]).startsWith(prefix))
                        .filter(fields -> List.of(fields[5].split(",")).contains("rw"))
                        .map(fields -> unescape(fields[4]))
                        .toList();
            } catch (IOException e) {
                // Not on Linux, or not allowed to look: nothing is known to be there.
                return List.of();
            }
        }

        @Override
        public long memoryBytes() {
            try {
                return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                        .filter(line -> line.startsWith("MemTotal:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                        .findFirst()
                        .orElse(Long.MAX_VALUE);
            } catch (IOException e) {
                return Long.MAX_VALUE;
            }
        }

        private static String unescape(String field) {
            return field.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
        }
    }
}
