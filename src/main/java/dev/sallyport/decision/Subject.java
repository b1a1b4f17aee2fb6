package dev.sallyport.decision;

import java.util.List;

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

    public Subject {
        certificates = List.copyOf(certificates);
    }
}
