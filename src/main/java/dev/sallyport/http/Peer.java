package dev.sallyport.http;

import java.net.URI;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Whom requests go to. */
public sealed interface Peer {

    record Unix(Path socket) implements Peer {}

    /** @param host a name, or an address without brackets */
    record Tcp(String host, int port) implements Peer {}

    /** @param context whom to trust, and what to show a server that asks for a certificate */
    record Tls(String host, int port, SSLContext context) implements Peer {}

    /**
     * The peer at a URL.
     *
     * @param url {@code http://HOST[:PORT]}, {@code https://HOST[:PORT]} or {@code unix:///PATH}
     * @param tls for https; empty for the authorities that the JDK trusts
     */
    static Peer of(URI url, Optional<SSLContext> tls) {
        return switch (url.getScheme()) {
            case "unix" -> new Unix(Path.of(url.getPath()));
            case "http" -> new Tcp(host(url), url.getPort() < 0 ? 80 : url.getPort());
            case "https" -> new Tls(host(url), url.getPort() < 0 ? 443 : url.getPort(), tls.orElseGet(Peer::ofTheJdk));
            default -> throw new IllegalArgumentException("no way to " + url);
        };
    }

    private static String host(URI url) {
        return url.getHost().replaceAll("[\\[\\]]", "");
    }

    private static SSLContext ofTheJdk() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the {@code Host} header says. */
    default String authority() {
        return switch (this) {
            case Unix _ -> "localhost";
            case Tcp(String host, int port) -> authority(host, port);
            case Tls(String host, int port, _) -> authority(host, port);
        };
    }

    private static String authority(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
