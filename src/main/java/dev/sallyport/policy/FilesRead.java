package dev.sallyport.policy;

import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The files that are read in one go: each once, so that what judges is what is hashed; and what each was like just
 * before, so that a change while it was read is not missed. Those that could not be read are among them: they may
 * come.
 */
final class FilesRead implements PolicyLayers.Files {

    private static final String CHANGED = "ctime";

    /** With links followed: a link that is pointed elsewhere is another file. */
    private static final String IDENTITY = "unix:dev,ino,size,lastModifiedTime," + CHANGED;

    private final Map<Path, Map<String, Object>> before = new LinkedHashMap<>();
    private final Map<Path, SettingsFile> texts = new LinkedHashMap<>();

    @Override
    public SettingsFile read(Path file) throws InvalidSettingException {
        Path path = file.toAbsolutePath().normalize();
        SettingsFile known = texts.get(path);
        if (known != null) {
            return known;
        }
        before.put(path, identity(path));
        SettingsFile text = SettingsFile.read(file);
        texts.put(path, text);
        return text;
    }

    Set<Path> paths() {
        return before.keySet();
    }

    /** What each was like just before it was read. */
    Map<Path, Map<String, Object>> before() {
        return before;
    }

    /** What each is like now. */
    Map<Path, Map<String, Object>> now() {
        Map<Path, Map<String, Object>> now = new LinkedHashMap<>();
        before.keySet().forEach(path -> now.put(path, identity(path)));
        return now;
    }

    /** Whether one of them, as it was read, had changed since then. */
    boolean changedSince(Instant time) {
        return before.values().stream()
                .anyMatch(file -> file.get(CHANGED) instanceof FileTime changed && changed.toInstant().isAfter(time));
    }

    private static Map<String, Object> identity(Path path) {
        try {
            return Files.readAttributes(path, IDENTITY);
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            return Map.of("unreadable", String.valueOf(e.getMessage()));
        }
    }
}
