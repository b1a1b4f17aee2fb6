package dev.sallyport.audit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A file system in memory that can fail, stall, fill up and lose power. What survives a power failure: names as of the
 * last force of the directory, and as many changes after it as one likes, in their order; bytes that a force was
 * successful for. A force that fails drops what it was to write, and the next one does not know of it, as on Linux.
 */
final class FakeDisk implements Disk {

    static final Path DIRECTORY = Path.of("/log");
    static final Path LOG = DIRECTORY.resolve("audit.jsonl");

    /**
     * What happens before an operation: nothing, or it waits, or throws. Operations are texts such as {@code rename a
     * b}.
     */
    interface Fault {
        void before(String operation) throws IOException;
    }

    private final Map<Path, Inode> names = new TreeMap<>();
    private final Map<Path, Inode> forcedNames = new TreeMap<>();
    private final List<Consumer<Map<Path, Inode>>> unforced = new ArrayList<>();
    private final List<String> operations = new CopyOnWriteArrayList<>();
    private volatile Fault fault = _ -> { };
    private long room = Long.MAX_VALUE / 2;

    private static final class Inode {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final BitSet forced = new BitSet();
        private int clean;
    }

    // ---- what tests do ----------------------------------------------------------------------------------------------

    void fault(Fault fault) {
        this.fault = fault;
    }

    synchronized void room(long bytes) {
        room = bytes;
    }

    /** A file that is there already, and safe. */
    synchronized void put(String name, String text) {
        Inode inode = new Inode();
        inode.bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        inode.clean = inode.bytes.size();
        inode.forced.set(0, inode.clean);
        names.put(DIRECTORY.resolve(name), inode);
        forcedNames.put(DIRECTORY.resolve(name), inode);
    }

    List<String> operations() {
        return List.copyOf(operations);
    }

    long count(String operation) {
        return operations.stream().filter(operation::equals).count();
    }

    synchronized List<String> names() {
        return names.keySet().stream().map(each -> each.getFileName().toString()).toList();
    }

    /** All lines that can be read now, from compressed files too. */
    synchronized String text() {
        StringBuilder text = new StringBuilder();
        names.forEach((path, inode) -> text.append(readable(path, inode.bytes.toByteArray())));
        return text.toString();
    }

    /** All that is certain to be readable after a power failure now. */
    String textAfterPowerFailure() {
        return textAfterPowerFailure(0, false);
    }

    /** All that may be readable after a power failure now: what more than the certain reaches the disk is chance. */
    synchronized List<String> textsAfterPowerFailure() {
        List<String> texts = new ArrayList<>();
        for (int changes = 0; changes <= unforced.size(); changes++) {
            texts.add(textAfterPowerFailure(changes, false));
            texts.add(textAfterPowerFailure(changes, true));
        }
        return texts;
    }

    /**
     * @param changes how many of the changes to names after the last force have reached the disk
     * @param bytes whether bytes have that were not forced
     */
    private synchronized String textAfterPowerFailure(int changes, boolean bytes) {
        Map<Path, Inode> left = new TreeMap<>(forcedNames);
        unforced.subList(0, changes).forEach(change -> change.accept(left));
        StringBuilder text = new StringBuilder();
        left.forEach((path, inode) -> {
            byte[] content = inode.bytes.toByteArray();
            for (int i = 0; i < content.length; i++) {
                content[i] = bytes || inode.forced.get(i) ? content[i] : 0;
            }
            text.append(readable(path, content));
        });
        return text.toString();
    }

    private static String readable(Path path, byte[] content) {
        if (!path.toString().endsWith(".gz")) {
            return path.toString().endsWith(".partial") ? "" : new String(content, StandardCharsets.UTF_8);
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    // ---- what the log does ------------------------------------------------------------------------------------------

    @Override
    public Output append(Path file) throws IOException {
        before("append", file);
        synchronized (this) {
            if (!names.containsKey(file)) {
                Inode made = new Inode();
                change(all -> all.put(file, made));
            }
            return new FakeOutput(file, names.get(file));
        }
    }

    @Override
    public Output create(Path file) throws IOException {
        before("create", file);
        synchronized (this) {
            if (names.containsKey(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Inode made = new Inode();
            change(all -> all.put(file, made));
            return new FakeOutput(file, made);
        }
    }

    @Override
    public synchronized InputStream read(Path file) throws IOException {
        return new ByteArrayInputStream(find(file).bytes.toByteArray());
    }

    @Override
    public synchronized int lastByte(Path file) throws IOException {
        byte[] bytes = find(file).bytes.toByteArray();
        return bytes.length == 0 ? -1 : bytes[bytes.length - 1];
    }

    @Override
    public synchronized long size(Path file) throws IOException {
        return find(file).bytes.size();
    }

    @Override
    public synchronized List<Path> list(Path directory) {
        return List.copyOf(names.keySet());
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        before("rename", from, to);
        synchronized (this) {
            Inode moved = find(from);
            change(all -> {
                all.remove(from);
                all.put(to, moved);
            });
        }
    }

    @Override
    public void deleteIfExists(Path file) throws IOException {
        before("delete", file);
        synchronized (this) {
            if (names.containsKey(file)) {
                room += find(file).bytes.size();
                change(all -> all.remove(file));
            }
        }
    }

    @Override
    public void forceNames(Path directory) throws IOException {
        before("force-names", directory);
        synchronized (this) {
            forcedNames.clear();
            forcedNames.putAll(names);
            unforced.clear();
        }
    }

    private void before(String operation, Path... paths) throws IOException {
        StringBuilder text = new StringBuilder(operation);
        for (Path each : paths) {
            text.append(' ').append(each.getFileName());
        }
        operations.add(text.toString());
        fault.before(text.toString());
    }

    private Inode find(Path file) throws IOException {
        Inode found = names.get(file);
        if (found == null) {
            throw new NoSuchFileException(file.toString());
        }
        return found;
    }

    private void change(Consumer<Map<Path, Inode>> change) {
        change.accept(names);
        unforced.add(change);
    }

    private final class FakeOutput extends Output {

        private final Path path;
        private final Inode inode;

        FakeOutput(Path path, Inode inode) {
            this.path = path;
            this.inode = inode;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            before("write", path);
            synchronized (FakeDisk.this) {
                int fitting = (int) Math.min(length, room);
                inode.bytes.write(bytes, from, fitting);
                room -= fitting;
                if (fitting < length) {
                    throw new IOException("No space left on device");
                }
            }
        }

        /** Only what was there when it began is safe when it is done; and all that is there when it fails is lost. */
        @Override
        void force() throws IOException {
            int begun;
            synchronized (FakeDisk.this) {
                begun = inode.bytes.size();
            }
            try {
                before("force", path);
            } catch (IOException e) {
                synchronized (FakeDisk.this) {
                    inode.clean = inode.bytes.size();
                }
                throw e;
            }
            synchronized (FakeDisk.this) {
                if (begun > inode.clean) {
                    inode.forced.set(inode.clean, begun);
                    inode.clean = begun;
                }
            }
        }
    }
}
