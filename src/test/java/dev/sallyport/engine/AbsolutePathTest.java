package dev.sallyport.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One canonical form for each path, and none for what could be read in two ways. */
final class AbsolutePathTest {

    @ParameterizedTest
    @CsvSource({
            "/, /", "/a/b, /a/b", "/a//b/, /a/b", "/a/./b, /a/b", "/a/../b, /b", "/../../b, /b", "/a/.., /",
            "/ä/…, /ä/…", "/a/..b, /a/..b"
    })
    void cleanedByTextAsGoDoes(String written, String clean) throws UnreadableException {
        assertEquals(clean, AbsolutePath.parse("the path", written).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "./a", "\\a", "/a\\b", "/a\u0000b", "/a\nb", "/a\u007fb", "/a\u0085b"})
    void refused(String written) {
        assertThrows(UnreadableException.class, () -> AbsolutePath.parse("the path", written));
    }

    @Test
    void longerThanTheKernelTakesIsRefused() throws UnreadableException {
        assertThrows(UnreadableException.class, () -> AbsolutePath.parse("the path", "/" + "a".repeat(256)));
        assertThrows(UnreadableException.class, () -> AbsolutePath.parse("the path", "/" + "ä".repeat(128)));
        assertEquals(256, AbsolutePath.parse("the path", "/" + "a".repeat(255)).text().length());
        assertThrows(UnreadableException.class,
                () -> AbsolutePath.parse("the path", "/a".repeat(60_000) + "/..".repeat(60_000)));
        assertThrows(UnreadableException.class, () -> AbsolutePath.parse("the path", "/a/".repeat(1366)));
    }

    @Test
    void isWithinByWholeParts() {
        assertTrue(new AbsolutePath("/a/b").isWithin("/a"));
        assertTrue(new AbsolutePath("/a").isWithin("/a"));
        assertTrue(new AbsolutePath("/a").isWithin("/"));
        assertTrue(!new AbsolutePath("/ab").isWithin("/a"));
    }
}
