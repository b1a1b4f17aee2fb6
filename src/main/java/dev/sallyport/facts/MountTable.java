package dev.sallyport.facts;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is mounted, as {@code /proc/self/mountinfo} says (proc(5)). Paths are bytes, not text: they are kept
 * as one character a byte, so that a mount point whose name is not UTF-8 is still found beneath its directory.
 */
public final class MountTable {

    private static final int FIELDS_BEFORE_OPTIONAL = 6;

    /**
     * One mount.
     *
     * @param parent the id of the mount that it is mounted on
     * @param device major:minor, which names the file system
     * @param root which directory of that file system is mounted
     * @param point where
     * @param type of the file system, such as {@code ext4}
     */
    private record Mount(String id, String parent, String device, String root, String point, boolean writable,
            String type) {}

    /**
     * Another way to the same files, or to some of them.
     *
     * @param path where they are
     * @param mountPoint of the mount through which they are seen there
     */
    public record Alias(String path, String mountPoint) {}

    /** Something mounted at or beneath a path. */
    public record Submount(String point, String type, boolean writable) {}

    private final List<Mount> mounts;

    private MountTable(List<Mount> mounts) {
        this.mounts = List.copyOf(mounts);
    }

    public static MountTable parse(byte[] mountinfo) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : new String(mountinfo, StandardCharsets.ISO_8859_1).split("\n")) {
            String[] fields = line.split(" ");
            int separator = separator(fields);
            if (separator > 0 && separator + 1 < fields.length) {
                mounts.add(new Mount(fields[0], fields[1], fields[2], unescaped(fields[3]), unescaped(fields[4]),
                        List.of(fields[5].split(",")).contains("rw"), fields[separator + 1]));
            }
        }
        return new MountTable(mounts);
    }

    /** The optional fields, of which there may be any number, end with a dash. */
    private static int separator(String[] fields) {
        for (int i = FIELDS_BEFORE_OPTIONAL; i < fields.length; i++) {
            if (fields[i].equals("-")) {
                return i;
            }
        }
        return -1;
    }

    /** Everywhere that files of this path can be found, by whatever mount; also those of what is mounted beneath it. */
    public List<Alias> aliases(String path) {
        String bytes = bytes(path);
        List<Alias> aliases = new ArrayList<>();
        @Nullable Mount own = at(bytes);
        if (own != null) {
            aliases(own.device(), join(own.root(), bytes.substring(own.point().equals("/") ? 0 : own.point().length())),
                    aliases);
        }
        for (Mount mount : mounts) {
            if (isBeneath(mount.point(), bytes)) {
                aliases(mount.device(), mount.root(), aliases);
            }
        }
        return aliases.stream().distinct().toList();
    }

    private void aliases(String device, String inFileSystem, List<Alias> into) {
        for (Mount mount : mounts) {
            if (!mount.device().equals(device)) {
                continue;
            }
            if (isWithin(inFileSystem, mount.root())) {
                String rest = mount.root().equals("/") ? inFileSystem : inFileSystem.substring(mount.root().length());
                into.add(new Alias(text(join(mount.point(), rest)), text(mount.point())));
            } else if (isBeneath(mount.root(), inFileSystem)) {
                into.add(new Alias(text(mount.point()), text(mount.point())));
            }
        }
    }

    /** What is mounted beneath a directory, with the mount that the directory itself lies in first. */
    public List<Submount> submounts(String path) {
        String bytes = bytes(path);
        List<Submount> found = new ArrayList<>();
        @Nullable Mount own = at(bytes);
        if (own != null) {
            found.add(submount(own));
        }
        mounts.stream().filter(mount -> isBeneath(mount.point(), bytes)).map(MountTable::submount).forEach(found::add);
        return found;
    }

    /** Whether it is known what a path lies in; not in a jail of this process, whose root is no mount. */
    public boolean knows(String path) {
        return at(bytes(path)) != null;
    }

    private static Submount submount(Mount mount) {
        return new Submount(text(mount.point()), mount.type(), mount.writable());
    }

    /**
     * The mount that a path lies in, as the kernel walks there: from mount to mount, at each taking the one mounted on
     * it that comes first on the way. A deeper one may be hidden by it.
     */
    private @Nullable Mount at(String bytes) {
        @Nullable Mount current = root();
        for (@Nullable Mount next = current; next != null; next = mountedOn(current, bytes)) {
            current = next;
        }
        return current;
    }

    private @Nullable Mount root() {
        return mounts.stream()
                .filter(mount -> mounts.stream().noneMatch(other -> other.id().equals(mount.parent())))
                .filter(mount -> mount.point().equals("/"))
                .findFirst()
                .orElse(null);
    }

    private @Nullable Mount mountedOn(Mount parent, String bytes) {
        return mounts.stream()
                .filter(mount -> mount != parent && mount.parent().equals(parent.id())
                        && isWithin(bytes, mount.point()))
                .min(Comparator.comparingInt(mount -> mount.point().length()))
                .orElse(null);
    }

    private static boolean isWithin(String path, String directory) {
        return path.equals(directory) || isBeneath(path, directory);
    }

    private static boolean isBeneath(String path, String directory) {
        return directory.equals("/")
                ? path.length() > 1
                : path.length() > directory.length() && path.startsWith(directory)
                        && path.charAt(directory.length()) == '/';
    }

    private static String join(String directory, String rest) {
        if (rest.isEmpty() || rest.equals("/")) {
            return directory;
        }
        return directory.equals("/") ? rest : directory + rest;
    }

    private static String bytes(String path) {
        return new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The kernel writes blanks, line feeds and backslashes as three octal digits. */
    private static String unescaped(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(field.length());
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && i + 3 < field.length()) {
                out.write(Integer.parseInt(field, i + 1, i + 4, 8));
                i += 3;
            } else {
                out.write(field.charAt(i));
            }
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
