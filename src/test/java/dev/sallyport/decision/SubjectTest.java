package dev.sallyport.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SubjectTest {

    /** SHA-256 of the bytes 1, 2, 3. */
    private static final String HASH = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";

    private static Subject with(String... certificates) {
        return new Subject("a", "TLS", List.of(certificates));
    }

    @Test
    void fingerprintIsThatOfThePeersOwnCertificate() {
        String leaf = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";
        String authority = "-----BEGIN CERTIFICATE-----\nBAUG\n-----END CERTIFICATE-----\n";
        assertEquals(Optional.of(HASH), with(leaf, authority).fingerprint());
        assertEquals(Optional.empty(), with().fingerprint());
        assertEquals(Optional.empty(), with("AQID").fingerprint());
        assertEquals(Optional.empty(), with(leaf.replace("AQID", "A")).fingerprint());
    }
}
