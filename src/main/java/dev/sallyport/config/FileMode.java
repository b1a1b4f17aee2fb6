package dev.sallyport.config;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/** What may be done with a file, written in octal as chmod(1) takes it. */
public record FileMode(Set<PosixFilePermission> permissions) {

    private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

    static Grammar<FileMode> grammar() {
        return new Word<>("octal mode", "an octal mode such as 0600", "^" + OCTAL + "$", (text, _) -> parse(text));
    }

    /** @throws IllegalArgumentException if it is none, without a message */
    public static FileMode parse(String octal) {
        if (!OCTAL.matcher(octal).matches()) {
            throw new IllegalArgumentException();
        }
        int bits = Integer.parseInt(octal, 8);
        StringBuilder symbols = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            symbols.append((bits >> bit & 1) == 1 ? "xwr".charAt(bit % 3) : '-');
        }
        return new FileMode(PosixFilePermissions.fromString(symbols.toString()));
    }

    /** For making a file that has it from the beginning. */
    public FileAttribute<Set<PosixFilePermission>> attribute() {
        return PosixFilePermissions.asFileAttribute(permissions);
    }

    @Override
    public String toString() {
        int bits = 0;
        // From the owner's right to read down to the others' right to execute.
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            bits = bits << 1 | (permissions.contains(permission) ? 1 : 0);
        }
        return "0%03o".formatted(bits);
    }
}
