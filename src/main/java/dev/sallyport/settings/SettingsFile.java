package dev.sallyport.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The text of a settings file.
 *
 * @param name as the user named it
 * @param text its contents
 */
public record SettingsFile(String name, String text) {

    private static final int MAX_BYTES = 1 << 20;

    /** @throws InvalidSettingException if it is missing, unreadable, over 1 MiB, or not UTF-8 */
    public static SettingsFile read(Path path) throws InvalidSettingException {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new InvalidSettingException(Place.whole(path.toString()), "larger than 1 MiB");
            }
            return of(path.toString(), Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            throw new InvalidSettingException(Place.whole(path.toString()), "no such file");
        } catch (IOException e) {
            throw new InvalidSettingException(Place.whole(path.toString()), "cannot be read: " + Reason.withoutFile(e));
        }
    }

    public static SettingsFile of(String name, byte[] bytes) throws InvalidSettingException {
        try {
            ByteBuffer encoded = ByteBuffer.wrap(bytes);
            return new SettingsFile(name, StandardCharsets.UTF_8.newDecoder().decode(encoded).toString());
        } catch (CharacterCodingException e) {
            throw new InvalidSettingException(Place.whole(name), "not valid UTF-8");
        }
    }

    public Setting json() throws InvalidSettingException {
        return SettingReader.json(this);
    }

    public Setting yaml() throws InvalidSettingException {
        return SettingReader.yaml(this);
    }
}
