package dev.sallyport.config;

import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where OPA listens: {@code http://host:port}, {@code https://host:port} or {@code unix:///path}. */
record OpaUrl(Optional<Setting> given) {

    private static final String WANTED = "`url` must be http://HOST:PORT, https://HOST:PORT or unix:///PATH";

    URI read() throws InvalidSettingException {
        if (given.isEmpty()) {
            return Configuration.Opa.URL;
        }
        try {
            URI url = new URI(given.get().text("url"));
            if (isSocket(url)) {
                return url;
            }
            if (isServer(url)) {
                return new URI(url.getScheme(), null, url.getHost(), url.getPort(), null, null, null);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new InvalidSettingException(given.get().place(), WANTED);
    }

    private static boolean isSocket(URI url) {
        return "unix".equals(url.getScheme()) && url.getAuthority() == null && url.getPath() != null && url.getPath().length() > 1
                && url.getRawQuery() == null && url.getRawFragment() == null;
    }

    private static boolean isServer(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null && url.getRawUserInfo() == null
                && ("".equals(url.getPath()) || "/".equals(url.getPath()))
                && url.getRawQuery() == null && url.getRawFragment() == null;
    }
}
