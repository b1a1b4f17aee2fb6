package dev.sallyport.docker;

import dev.sallyport.facts.ContainerEntry;
import dev.sallyport.facts.ContainerEntry.Type;
import dev.sallyport.facts.Lookup;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The first entry of a tar archive, as dockerd packs it for a copy out of a container (POSIX.1-2001, pax and ustar).
 */
final class TarFile {

    private static final int BLOCK = 512;
    private static final int MODE_AT = 100;
    private static final int UID_AT = 108;
    private static final int SIZE_AT = 124;
    private static final int TYPE_AT = 156;
    private static final int DIGITS = 8;
    private static final int SIZE_DIGITS = 12;

    private TarFile() {}

    /**
     * @param tar the archive, or the beginning of it; {@link Lookup.Failed} if the entry, pax headers aside, is not in
     *     it whole
     */
    static Lookup<ContainerEntry> firstEntry(byte[] tar) {
        int at = 0;
        Optional<String> owner = Optional.empty();
        while (at + BLOCK <= tar.length) {
            long size = octal(tar, at + SIZE_AT, SIZE_DIGITS);
            int data = at + BLOCK;
            if (size < 0 || size > tar.length - data) {
                return new Lookup.Failed<>("dockerd's archive is cut short or malformed");
            }
            char type = (char) tar[at + TYPE_AT];
            if (type != 'x' && type != 'g') {
                return entry(tar, at, type, (int) size, owner);
            }
            Optional<Map<String, String>> records = PaxRecords.read(Arrays.copyOfRange(tar, data, data + (int) size));
            if (records.isEmpty() || records.get().containsKey("size")) {
                return new Lookup.Failed<>("dockerd's archive says things that are not understood");
            }
            owner = Optional.ofNullable(records.get().get("uid"));
            at = data + (int) ((size + BLOCK - 1) / BLOCK * BLOCK);
        }
        return new Lookup.Failed<>("dockerd's archive holds nothing");
    }

    /** @param owner as the extended header says it, which counts: an owner that has no room in the header is 0 there */
    private static Lookup<ContainerEntry> entry(byte[] tar, int header, char type, int size, Optional<String> owner) {
        long uid = owner.map(TarFile::decimal).orElse(octal(tar, header + UID_AT, DIGITS));
        long mode = octal(tar, header + MODE_AT, DIGITS);
        if (uid < 0 || mode < 0) {
            return new Lookup.Failed<>("dockerd's archive is malformed");
        }
        int data = header + BLOCK;
        return new Lookup.Found<>(
                new ContainerEntry(type(type), uid, (int) mode, Arrays.copyOfRange(tar, data, data + size)));
    }

    private static Type type(char flag) {
        return switch (flag) {
            case '0', 0 -> Type.FILE;
            case '5' -> Type.DIRECTORY;
            case '1', '2' -> Type.LINK;
            default -> Type.OTHER;
        };
    }

    private static long decimal(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }

    private static long octal(byte[] tar, int at, int digits) {
        String octal = new String(tar, at, digits, StandardCharsets.US_ASCII).replace('\0', ' ').strip();
        return octal.matches("[0-7]{1,11}") ? Long.parseLong(octal, 8) : -1;
    }
}
