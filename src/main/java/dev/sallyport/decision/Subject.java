package dev.sallyport.decision;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who asks. Docker tells a user only for connections with a TLS client certificate (its common name); on the unix
 * socket everybody is anonymous.
 *
 * @param user the common name of the client certificate, or empty
 * @param authentication how the user was authenticated: {@code TLS}, or empty
 * @param certificates the peer's certificate chain, each a PEM block, leaf first
 */
public record Subject(String user, String authentication, List<String> certificates) {

    /** A client on the unix socket, of whom dockerd knows nothing. */
    public static final Subject ANONYMOUS = new Subject("", "", List.of());

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");

    public Subject {
        certificates = List.copyOf(certificates);
    }

    /**
     * The SHA-256 of the peer's own certificate in its DER form, in lower-case hexadecimal, as {@code openssl x509
     * -fingerprint -sha256} prints it, but for the colons; empty if there is none, or none that can be read.
     */
    public Optional<String> fingerprint() {
        return certificates.stream().findFirst().flatMap(Subject::fingerprint);
    }

    private static Optional<String> fingerprint(String pem) {
        Matcher certificate = CERTIFICATE.matcher(pem);
        if (!certificate.find()) {
            return Optional.empty();
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(certificate.group(1));
            return Optional.of(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
