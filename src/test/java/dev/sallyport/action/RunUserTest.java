package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user as runc reads it. */
final class RunUserTest {

    @ParameterizedTest
    @CsvSource({
            "0, 0", "1, 1", "1000, 1000", "+0, 0", "-0, 0", "+5, 5", "000, 0", "0001, 1", "2147483647, 2147483647",
            "00002147483647, 2147483647",
            "2147483648, -1", "4294967296, -1", "99999999999, -1", "18446744073709551616, -1", "-1, -1", "root, -1",
            "'', -1", "' 0', -1", "0x0, -1", "1_0, -1"
    })
    void numberIsAUidOrNone(String text, long uid) {
        assertEquals(uid, RunUser.number(text));
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000", "1000:0, 1000", ":0, ''", "'', ''", "app:x:y, app"})
    void userStandsBeforeTheFirstColon(String text, String user) {
        assertEquals(user, RunUser.userPart(text));
    }
}
