package dev.sallyport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.sallyport.http.BoundedHttp.Bounds;
import dev.sallyport.http.PemTls.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that wants a certificate. */
@Timeout(60)
final class PemTlsTest {

    private static final Path FILES = Path.of("src/test/resources/opa");
    private static final Optional<Path> AUTHORITY = Optional.of(FILES.resolve("ca.pem"));
    private static final Identity CLIENT = new Identity(FILES.resolve("client.pem"), FILES.resolve("client.key"));

    @TempDir
    private Path directory;

    private HttpsServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SSLContext context = PemTls.of(AUTHORITY,
                Optional.of(new Identity(FILES.resolve("server.pem"), FILES.resolve("server.key"))));
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Outcome get(Optional<SSLContext> tls, String host) {
        URI url = URI.create("https://" + host + ":" + server.getAddress().getPort());
        try (BoundedHttp http = new BoundedHttp(Peer.of(url, tls), new Bounds(Duration.ofSeconds(10), 4, 1000))) {
            return http.send(Request.get("/"));
        }
    }

    @Test
    void bothSidesAreKnown() throws IOException {
        assertInstanceOf(Outcome.Answered.class,
                get(Optional.of(PemTls.of(AUTHORITY, Optional.of(CLIENT))), "127.0.0.1"));
    }

    @Test
    void clientWithoutACertificateIsRefused() throws IOException {
        assertInstanceOf(Outcome.Failed.class, get(Optional.of(PemTls.of(AUTHORITY, Optional.empty())), "127.0.0.1"));
    }

    @Test
    void serverOfAnUnknownAuthorityIsRefused() throws IOException {
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class,
                get(Optional.of(PemTls.of(Optional.empty(), Optional.of(CLIENT))), "127.0.0.1"));
        assertTrue(failed.detail().contains("PKIX path building failed"), failed.detail());
        assertInstanceOf(Outcome.Failed.class, get(Optional.empty(), "127.0.0.1"));
    }

    @Test
    void serverOfAnotherNameIsRefused() throws IOException {
        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class,
                get(Optional.of(PemTls.of(AUTHORITY, Optional.of(CLIENT))), "localhost"));
        assertTrue(failed.detail().contains("localhost"), failed.detail());
    }

    @Test
    void wrongFilesAreNamed() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
        Path none = directory.resolve("none.pem");
        assertEquals(none + ": no such file", message(Optional.of(none), Optional.empty()));
        assertEquals(empty + ": no certificate in PEM", message(Optional.of(empty), Optional.empty()));
        assertEquals(empty + ": no certificate in PEM",
                message(Optional.empty(), Optional.of(new Identity(empty, CLIENT.key()))));
        assertEquals(
                empty + ": no private key in PEM, PKCS #8, not encrypted (openssl pkcs8 -topk8 -nocrypt makes one)",
                message(Optional.empty(), Optional.of(new Identity(CLIENT.certificate(), empty))));
    }

    private static String message(Optional<Path> authority, Optional<Identity> identity) {
        return String.valueOf(assertThrows(IOException.class, () -> PemTls.of(authority, identity)).getMessage());
    }
}
