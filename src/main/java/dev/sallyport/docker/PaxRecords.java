package dev.sallyport.docker;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An extended header of a tar archive (POSIX.1-2001, pax): records of {@code LENGTH KEY=VALUE} and a line feed. */
final class PaxRecords {

    private static final int MAX_LENGTH_DIGITS = 9;

    private PaxRecords() {}

    /**
     * By their keys; empty if they are malformed. A value may hold line feeds: only the lengths say where a record
     * ends.
     */
    static Optional<Map<String, String>> read(byte[] header) {
        Map<String, String> records = new HashMap<>();
        int at = 0;
        while (at < header.length) {
            int length = length(header, at);
            int begin = at + String.valueOf(length).length() + 1;
            if (length <= 0 || at + length > header.length || begin >= at + length || header[at + length - 1] != '\n') {
                return Optional.empty();
            }
            String record = new String(header, begin, at + length - 1 - begin, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals <= 0) {
                return Optional.empty();
            }
            records.put(record.substring(0, equals), record.substring(equals + 1));
            at += length;
        }
        return Optional.of(records);
    }

    /** Decimal, without leading zeros, and followed by a blank; 0 if there is none. */
    private static int length(byte[] header, int at) {
        int length = 0;
        for (int i = at; i < header.length && i - at <= MAX_LENGTH_DIGITS; i++) {
            if (header[i] == ' ') {
                return length;
            }
            if (header[i] < '0' || header[i] > '9' || header[i] == '0' && i == at) {
                return 0;
            }
            length = length * 10 + header[i] - '0';
        }
        return 0;
    }
}
