package dev.sallyport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.http.AnswerReader.Answer;
import dev.sallyport.http.AnswerReader.Appetite;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerReaderTest {

    private static final int MAX_BYTES = 1000;
    private static final Appetite ANYTHING = new Appetite(MAX_BYTES, false, Room.UNBOUNDED);

    @ParameterizedTest
    @ValueSource(strings = {
            "", "HTTP/1.1 200", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", "SSH-2.0-OpenSSH\r\n", "HTTP/2 200 OK\r\n\r\n",
            "HTTP/1.1 20 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nhi", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi",
            "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nhi", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 1\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nhi", "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n more\r\n\r\nhi", "HTTP/1.1 200 OK\r\nnothing\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nhi\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nhi\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhi\r\n0\r\n\r\n"
    })
    void whatHasNotOneMeaningIsBroken(String bytes) {
        assertThrows(IOException.class, () -> read(bytes));
    }

    @Test
    void answersOfEitherFormAreRead() throws IOException {
        assertEquals("hi", text(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")));
        assertEquals("hi you", text(read("HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n"
                + "2\r\nhi\r\n4;a=b\r\n you\r\n0\r\nTrailer: x\r\n\r\n")));
        assertEquals("", text(read("HTTP/1.1 204 No Content\r\n\r\n")));
        assertEquals("hi", text(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")));
        assertEquals("1.45",
                read("HTTP/1.1 200\r\nApi-Version:  1.45 \r\nContent-Length: 0\r\n\r\n").headers().get("api-version"));
    }

    @Test
    void connectionIsNotUsedAgainAfterWhatWasNotAskedFor() throws IOException {
        assertTrue(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi").reusable());
        assertFalse(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi!").reusable());
        assertFalse(read("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\nhi").reusable());
        assertFalse(read("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi").reusable());
    }

    @Test
    void nothingIsReadWithoutBound() {
        assertThrows(AnswerReader.TooLargeException.class,
                () -> read("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"));
        assertThrows(AnswerReader.TooLargeException.class,
                () -> read("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999\r\n\r\n"));
        assertThrows(AnswerReader.TooLargeException.class, () -> read(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f4\r\n" + "x".repeat(500) + "\r\n1f5\r\n"));
        for (String endless : new String[] {"x", "HTTP/1.1 200 OK\r\nA: ",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1"}) {
            assertThrows(IOException.class,
                    () -> new AnswerReader(thenEndless(endless, "1")).read(ANYTHING));
        }
        assertThrows(IOException.class, () -> new AnswerReader(thenEndless("HTTP/1.1 200 OK\r\n", "A: b\r\n"))
                .read(ANYTHING));
        assertThrows(IOException.class, () -> new AnswerReader(thenEndless("", "HTTP/1.1 100 Continue\r\n\r\n"))
                .read(ANYTHING));
    }

    @Test
    void forLongAnswersRoomIsTakenAsTheyCome() throws IOException {
        List<Integer> taken = new ArrayList<>();
        Room room = bytes -> taken.add(bytes) && taken.size() < 3;
        Appetite appetite = new Appetite(1 << 20, false, room);
        String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertEquals(4 * 0x1000, read(chunked + chunk.repeat(4) + "0\r\n\r\n", appetite).body().length);
        assertEquals(List.of(), taken);
        assertThrows(AnswerReader.TooLargeException.class, () -> read(chunked + chunk.repeat(9), appetite));
        assertEquals(List.of(0x1000, 0x1000, 0x1000), taken);
    }

    private static InputStream thenEndless(String start, String forEver) {
        return new InputStream() {
            private long at;

            @Override
            public int read() {
                long now = at++;
                return now < start.length()
                        ? start.charAt((int) now)
                        : forEver.charAt((int) ((now - start.length()) % forEver.length()));
            }
        };
    }

    private static Answer read(String bytes) throws IOException {
        return read(bytes, ANYTHING);
    }

    private static Answer read(String bytes, Appetite appetite) throws IOException {
        return new AnswerReader(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                .read(appetite);
    }

    private static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
