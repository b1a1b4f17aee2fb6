package dev.sallyport.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** The set-aside files of a log: beside it, named by time, compressed, a bounded number of them. */
final class RotatedFiles {

    private static final System.Logger LOG = System.getLogger(RotatedFiles.class.getName());
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Path file;
    private final int keep;

    RotatedFiles(Path file, int keep) {
        this.file = file;
        this.keep = keep;
    }

    /** Renames the log. Whoever still writes to it writes to the renamed file. */
    Path setAside() throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + "." + STAMP.format(Instant.now()));
        return Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    }

    void compressAndPrune(Path aside) {
        try {
            compress(aside);
            prune();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot compress or remove old audit logs", e);
        }
    }

    private static void compress(Path aside) throws IOException {
        Path partial = aside.resolveSibling(aside.getFileName() + ".gz.partial");
        Files.deleteIfExists(partial);
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (InputStream in = Files.newInputStream(aside);
                OutputStream out = new GZIPOutputStream(Files.newOutputStream(partial))) {
            in.transferTo(out);
        }
        Files.move(partial, aside.resolveSibling(aside.getFileName() + ".gz"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(aside);
    }

    private void prune() throws IOException {
        Pattern setAside = Pattern.compile(Pattern.quote(file.getFileName().toString()) + "\\.[0-9]{8}T[0-9]{6}\\.[0-9]{6}Z(\\.gz)?");
        Path directory = file.toAbsolutePath().getParent();
        try (Stream<Path> siblings = Files.list(directory)) {
            List<Path> newestFirst = siblings
                    .filter(each -> setAside.matcher(each.getFileName().toString()).matches())
                    .sorted(Comparator.comparing((Path each) -> each.getFileName().toString()).reversed())
                    .toList();
            for (Path old : newestFirst.subList(Math.min(keep, newestFirst.size()), newestFirst.size())) {
                Files.deleteIfExists(old);
            }
        }
    }
}
