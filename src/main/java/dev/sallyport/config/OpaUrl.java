package dev.sallyport.config;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where OPA listens.
 *
 * @param uri with the scheme http or https and without a path; or {@code unix:} and the socket's absolute path
 */
public record OpaUrl(URI uri) {

    static Grammar<OpaUrl> grammar() {
        return new Word<>("url", "http://HOST:PORT, https://HOST:PORT or unix:///PATH",
                "^(https?|unix)://", (text, _) -> parse(text));
    }

    /** @throws IllegalArgumentException if it is none, without a message */
    static OpaUrl parse(String text) {
        try {
            URI url = new URI(text);
            if (isSocket(url)) {
                return new OpaUrl(url);
            }
            if (isServer(url)) {
                return new OpaUrl(new URI(url.getScheme(), null, url.getHost(), url.getPort(), null, null, null));
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new IllegalArgumentException();
    }

    private static boolean isSocket(URI url) {
        return "unix".equals(url.getScheme()) && url.getAuthority() == null
                && url.getPath() != null && url.getPath().length() > 1
                && url.getRawQuery() == null && url.getRawFragment() == null;
    }

    private static boolean isServer(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null && url.getRawUserInfo() == null
                && ("".equals(url.getPath()) || "/".equals(url.getPath()))
                && url.getRawQuery() == null && url.getRawFragment() == null;
    }

    /** The unix socket, if that is where OPA listens. */
    public Optional<Path> socket() {
        return uri.getScheme().equals("unix") ? Optional.of(Path.of(uri.getPath())) : Optional.empty();
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
