package dev.sallyport.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LineFileTest {

    private final FakeDisk disk = new FakeDisk();

    @Test
    void lineAfterOneThatDidNotFitBeginsOnALineOfItsOwn() throws IOException {
        try (LineFile file = LineFile.open(disk, FakeDisk.LOG)) {
            file.append(bytes("first\n"));
            disk.room(3);
            assertThrows(IOException.class, () -> file.append(bytes("second\n")));
            assertThrows(IOException.class, () -> file.append(bytes("third\n")));
            assertEquals(6, file.size());
            disk.room(100);
            file.append(bytes("fourth\n"));
            file.append(bytes("fifth\n"));
        }
        assertEquals("first\nsec\nfourth\nfifth\n", disk.text());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
