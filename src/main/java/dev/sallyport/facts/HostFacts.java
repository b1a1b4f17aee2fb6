package dev.sallyport.facts;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Asks the host that this process runs on, as mount(2) would walk its files. */
public final class HostFacts implements Facts {

    private static final Path SOCKETS = Path.of("/proc/net/unix");
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    /** inode(7): the file type in a mode. */
    private static final int TYPE_BITS = 0170000;

    private static final int SOCKET = 0140000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int CHARACTER_DEVICE = 0020000;

    private final Path mountinfo;

    public HostFacts() {
        this(Path.of("/proc/self/mountinfo"));
    }

    /**
     * @param mountinfo says what is mounted (proc(5)): another process's, if this one has a view of its own of the
     *     host's mounts
     */
    public HostFacts(Path mountinfo) {
        this.mountinfo = mountinfo;
    }

    @Override
    @SuppressWarnings("unchecked") // Each case answers the type of its question.
    public <T> Lookup<T> ask(Question<T> question) {
        return (Lookup<T>) switch (question) {
            case Question.PathOnHost(String path) -> entry(path);
            case Question.Mounts() -> mounts();
            case Question.Memory() -> memory();
            case Question.Sockets() -> sockets();
            case Question.SpecialFiles(String directory, int most) -> specialFiles(Path.of(directory), most);
            case Question.OfEngine<T> _ -> new Lookup.Failed<T>("only dockerd knows");
        };
    }

    private static Lookup<HostEntry> entry(String path) {
        try {
            return new Lookup.Found<>(follow(Path.of(path)));
        } catch (IOException | InvalidPathException | SecurityException e) {
            return new Lookup.Failed<>("where it leads cannot be told");
        }
    }

    /** From the root on, and no further than what is there: a path may have two thousand parts that are not. */
    private static HostEntry follow(Path path) throws IOException {
        Path existing = path.getRoot();
        int parts = 0;
        for (Path part : path) {
            Path next = existing.resolve(part);
            if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                // Fails for a link that leads nowhere: what dockerd would make of it is not guessed.
                return new HostEntry.Missing(
                        existing.toRealPath().resolve(path.subpath(parts, path.getNameCount())).toString());
            }
            existing = next;
            parts++;
        }
        Path real = path.toRealPath();
        return new HostEntry.Present(real.toString(), type(real));
    }

    private static HostEntry.Type type(Path real) throws IOException {
        int mode = (int) Files.getAttribute(real, "unix:mode") & TYPE_BITS;
        return switch (mode) {
            case 0040000 -> HostEntry.Type.DIRECTORY;
            case 0100000 -> HostEntry.Type.FILE;
            case SOCKET -> HostEntry.Type.SOCKET;
            case BLOCK_DEVICE, CHARACTER_DEVICE -> HostEntry.Type.DEVICE;
            default -> HostEntry.Type.OTHER;
        };
    }

    private Lookup<MountTable> mounts() {
        try {
            return new Lookup.Found<>(MountTable.parse(Files.readAllBytes(mountinfo)));
        } catch (IOException e) {
            return new Lookup.Failed<>("what is mounted on the host cannot be read");
        }
    }

    /** Nearest first, and not without end: a source tree can hold a million files, and sockets lie near the top. */
    private static Lookup<FirstSpecialFile> specialFiles(Path directory, int most) {
        Deque<Path> directories = new ArrayDeque<>(List.of(directory));
        int looks = 0;
        while (!directories.isEmpty() && looks < most) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directories.remove())) {
                for (Iterator<Path> each = entries.iterator(); each.hasNext() && looks < most; looks++) {
                    Path entry = each.next();
                    Optional<BasicFileAttributes> attributes = attributes(entry);
                    if (attributes.filter(BasicFileAttributes::isOther).isPresent()) {
                        return new Lookup.Found<>(new FirstSpecialFile(Optional.of(entry.toString()), looks + 1));
                    }
                    if (attributes.filter(BasicFileAttributes::isDirectory).isPresent()) {
                        directories.add(entry);
                    }
                }
            } catch (NoSuchFileException e) {
                // A directory that is gone meanwhile.
            } catch (IOException | DirectoryIteratorException e) {
                return new Lookup.Failed<>("what lies in it cannot be read");
            }
        }
        return new Lookup.Found<>(new FirstSpecialFile(Optional.empty(), looks));
    }

    /** Empty if it is gone meanwhile. */
    private static Optional<BasicFileAttributes> attributes(Path entry) throws IOException {
        try {
            return Optional.of(Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Lookup<SocketTable> sockets() {
        try {
            return new Lookup.Found<>(SocketTable.parse(Files.readAllBytes(SOCKETS)));
        } catch (IOException e) {
            return new Lookup.Failed<>("the host's sockets cannot be read");
        }
    }

    private static Lookup<HostMemory> memory() {
        try {
            String text = Files.readString(MEMINFO);
            return new Lookup.Found<>(new HostMemory(bytes(text, "MemTotal:"), bytes(text, "SwapTotal:")));
        } catch (IOException | NumberFormatException e) {
            return new Lookup.Failed<>("the host's memory cannot be read");
        }
    }

    /** What a line such as {@code MemTotal:   24682496 kB} says. */
    private static long bytes(String meminfo, String name) throws IOException {
        int start = meminfo.startsWith(name) ? name.length() : meminfo.indexOf("\n" + name) + 1 + name.length();
        int end = meminfo.indexOf(" kB\n", start);
        if (start == name.length() && !meminfo.startsWith(name) || end < 0) {
            throw new IOException(name);
        }
        return Long.parseLong(meminfo.substring(start, end).strip()) * 1024;
    }
}
