package dev.sallyport.audit;

import dev.sallyport.settings.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The texts of all policies that ever decided, in a directory beside the audit log, so that a hash in a record can be
 * resolved years later. Each file has the hash of its contents for a name, and is written once.
 */
public final class PolicyTexts {

    private static final System.Logger LOG = System.getLogger(PolicyTexts.class.getName());

    private final Path log;
    private final Path directory;

    /** @param log the audit log, which exists; beside a device nothing is kept */
    public PolicyTexts(Path log) {
        this.log = log;
        this.directory = directory(log);
    }

    /** Where they are kept. */
    public static Path directory(Path log) {
        return log.toAbsolutePath().resolveSibling("policies");
    }

    /**
     * Keeps those that are not kept yet. Nobody is denied if they cannot be: the log of the process says so.
     *
     * @param texts by their file names
     */
    public void keep(Map<String, String> texts) {
        if (!Files.isRegularFile(log)) {
            return;
        }
        try {
            HostDisk.createDirectories(directory);
            for (Map.Entry<String, String> text : texts.entrySet()) {
                keep(directory.resolve(text.getKey()), text.getValue());
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot keep the text of the policy for later: {0}", Reason.of(e));
        }
    }

    /** Whole or not at all: what a killed process has begun has another name. */
    private static void keep(Path file, String text) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path begun = file.resolveSibling("." + file.getFileName() + ".begun");
        Files.deleteIfExists(begun);
        Files.createFile(begun, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(begun, text, StandardOpenOption.SYNC);
        Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
