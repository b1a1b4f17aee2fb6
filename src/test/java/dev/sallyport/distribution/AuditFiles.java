package dev.sallyport.distribution;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The decisions in an audit log, those in set-aside files too. */
final class AuditFiles {

    private AuditFiles() {}

    /** Those that can be read now, from the log of a plugin that does not run. */
    static List<String> in(Path directory) throws IOException {
        List<String> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                records.addAll(records(file.getFileName().toString(), file));
            }
        }
        return records;
    }

    /**
     * Those that can be read after a power failure.
     *
     * @param power what {@code src/test/c/power.c} has kept
     */
    static List<String> afterPowerFailure(Path power) throws IOException {
        List<String> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(power)) {
            for (Path names : files.filter(AuditFiles::isNames).toList()) {
                for (String line : Files.readAllLines(names)) {
                    String[] parts = line.split(" ", 2);
                    records.addAll(records(parts[1], power.resolve(parts[0])));
                }
            }
        }
        return records;
    }

    static List<String> decisions(List<String> lines) {
        return lines.stream().filter(line -> !line.contains("\"event\":\"")).toList();
    }

    private static boolean isNames(Path file) {
        return file.getFileName().toString().matches("names\\.[0-9.-]*");
    }

    private static List<String> records(String name, Path content) throws IOException {
        boolean whole = name.startsWith("audit.jsonl") && !name.endsWith(".partial");
        try {
            return whole ? decisions(text(name, Files.readAllBytes(content)).lines().toList()) : List.of();
        } catch (NoSuchFileException e) {
            // Set aside or removed meanwhile; or never forced.
            return List.of();
        }
    }

    private static String text(String name, byte[] bytes) throws IOException {
        if (!name.endsWith(".gz")) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (EOFException e) {
            return "";
        }
    }
}
