package dev.sallyport.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.plugin.transport.RawClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
final class PageServerTest {

    @TempDir
    private Path directory;

    private PageServer server;

    @BeforeEach
    void start() throws IOException {
        server = PageServer.start(
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket())),
                Map.of("/page", () -> Page.text(200, "präsent\n"), "/broken", () -> {
                    throw new IllegalStateException("broken, as this test wants it");
                }));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Path socket() {
        return directory.resolve("s");
    }

    private String answer(String request) throws IOException {
        try (RawClient client = new RawClient(socket())) {
            return client.send(request).everything();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /page HTTP/1.1          | HTTP/1.1 200 OK                 | true
            GET /page?x=1 HTTP/1.0      | HTTP/1.1 200 OK                 | true
            HEAD /page HTTP/1.1         | HTTP/1.1 200 OK                 | false
            POST /page HTTP/1.1         | HTTP/1.1 405 Method Not Allowed | true
            GET /pages HTTP/1.1         | HTTP/1.1 404 Not Found          | true
            GET http://h/page HTTP/1.1  | HTTP/1.1 404 Not Found          | true
            GET /page                   | HTTP/1.1 400 Bad Request        | true
            GET /page HTTP/2            | HTTP/1.1 400 Bad Request        | true
            ''                          | HTTP/1.1 400 Bad Request        | true
            """)
    void answersWhatItServesAndRefusesTheRest(String line, String status, boolean whole) throws IOException {
        String answer = answer(line + "\r\nHost: x\r\n\r\n");
        assertEquals(status, answer.lines().findFirst().orElseThrow());
        assertEquals(whole, !answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void lengthIsInBytes() throws IOException {
        assertTrue(answer("GET /page HTTP/1.1\r\n\r\n").contains("Content-Length: 9\r\n"));
    }

    @Test
    void headThatDoesNotEndIsRefused() throws IOException {
        assertTrue(answer("GET /page HTTP/1.1\r\nX: " + "x".repeat(8192 - 23)).startsWith("HTTP/1.1 400 "));
    }

    @Test
    void whatFailsEndsOneConnectionOnly() throws IOException {
        assertEquals("", answer("GET /broken HTTP/1.1\r\n\r\n"));
        assertTrue(answer("GET /page HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void whoSaysNothingIsCutOff() throws IOException {
        try (RawClient silent = new RawClient(socket())) {
            assertEquals("", silent.send("GET /page").everything());
        }
    }

    @Test
    void healthIsAStatusAndALineForEachCheck() {
        Health.Check well = new Health.Check("audit", Optional.empty());
        assertEquals(Page.text(200, "audit: ok\n"), new Health(List.of(well)).page());
        assertEquals(Page.text(503, "audit: ok\nopa: away\n"),
                new Health(List.of(well, new Health.Check("opa", Optional.of("away")))).page());
        assertFalse(new Health(List.of()).page().status() == 503);
    }
}
