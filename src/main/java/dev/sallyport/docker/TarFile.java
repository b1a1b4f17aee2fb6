package dev.sallyport.docker;

import dev.sallyport.action.Lookup;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The one file of a tar archive, as dockerd packs it for a copy out of a container (POSIX.1-2001, pax and ustar). */
final class TarFile {

    private static final int BLOCK = 512;
    private static final int SIZE_AT = 124;
    private static final int SIZE_DIGITS = 12;
    private static final int TYPE_AT = 156;

    private TarFile() {}

    /** {@link Lookup.Failed} unless the archive begins with a regular file, pax headers aside. */
    static Lookup<byte[]> onlyFile(byte[] tar) {
        int at = 0;
        while (at + BLOCK <= tar.length) {
            long size = size(tar, at);
            int data = at + BLOCK;
            if (size < 0 || size > tar.length - data) {
                return new Lookup.Failed<>("dockerd's archive is cut short or malformed");
            }
            char type = (char) tar[at + TYPE_AT];
            if (type == '0' || type == 0) {
                return new Lookup.Found<>(Arrays.copyOfRange(tar, data, data + (int) size));
            }
            if (type != 'x' && type != 'g') {
                return new Lookup.Failed<>("it is not a regular file");
            }
            at = data + (int) ((size + BLOCK - 1) / BLOCK * BLOCK);
        }
        return new Lookup.Failed<>("dockerd's archive holds no file");
    }

    private static long size(byte[] tar, int header) {
        String octal = new String(tar, header + SIZE_AT, SIZE_DIGITS, StandardCharsets.US_ASCII).replace('\0', ' ').strip();
        return octal.matches("[0-7]{1,11}") ? Long.parseLong(octal, 8) : -1;
    }
}
