package dev.sallyport.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PaxRecordsTest {

    private static Optional<Map<String, String>> read(String header) {
        return PaxRecords.read(header.getBytes(StandardCharsets.UTF_8));
    }

    private static String record(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int bytes = rest.getBytes(StandardCharsets.UTF_8).length;
        int length = bytes + String.valueOf(bytes).length();
        length = bytes + String.valueOf(length).length();
        return length + rest;
    }

    @Test
    void recordsAreReadByTheirKeysTheLastCounts() {
        assertEquals(Optional.of(Map.of()), read(""));
        assertEquals(Optional.of(Map.of("uid", "4294967294", "path", "etc/é")),
                read(record("uid", "0") + record("path", "etc/é") + record("uid", "4294967294")));
        assertEquals(Optional.of(Map.of("a", "b=c", "d", "")), read(record("a", "b=c") + record("d", "")));
    }

    /** Otherwise whoever writes an extended attribute of a file would say who owns it. */
    @Test
    void valueThatLooksLikeARecordIsNone() {
        String value = "x\n" + record("uid", "0");
        assertEquals(Optional.of(Map.of("SCHILY.xattr.user.a", value, "uid", "1000")),
                read(record("SCHILY.xattr.user.a", value) + record("uid", "1000")));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "x", "10", "9 uid=0\n", "11 uid=0\n", "999999999 uid=0\n", "9999999999 uid=0\n",
            "99999999999999999999 uid=0\n", "-1 uid=0\n", "010 uid=00\n",
            "0 uid=0\n", "3 \n", "2 \n", "8 uid=0x", "6 uid\n", "6 =ab\n", " 8 uid=0\n", "8 uid=0\n\u0000\u0000",
            "8 uid=0\n8 uid"
    })
    void whatIsMalformedIsNotGuessed(String header) {
        assertEquals(Optional.empty(), read(header));
    }
}
