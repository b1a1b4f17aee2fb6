package dev.sallyport.opa;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Who is at the other end of a TLS connection to dockerd.
 *
 * @param commonName of the subject; empty if it has none
 * @param subjectAlternativeNames such as {@code DNS:host}, {@code IP:10.0.0.1}, {@code email:a@b},
 *     {@code URI:spiffe://x}
 * @param sha256 of the certificate's DER form, in lower-case hexadecimal
 */
record PeerCertificate(String commonName, List<String> subjectAlternativeNames, String sha256) {

    /** @throws CertificateException if it is not an X.509 certificate in PEM */
    static PeerCertificate parse(String pem) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
        X509Certificate certificate =
                (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes));
        return new PeerCertificate(commonName(certificate), alternativeNames(certificate),
                sha256(certificate.getEncoded()));
    }

    /** Of several the last, as Go has it (crypto/x509/pkix, {@code FillFromRDNSequence}), and so dockerd. */
    private static String commonName(X509Certificate certificate) throws CertificateException {
        try {
            String last = "";
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                Attribute names = rdn.toAttributes().get("CN");
                if (names != null && names.get(names.size() - 1) instanceof String name) {
                    last = name;
                }
            }
            return last;
        } catch (NamingException e) {
            throw new CertificateException(e);
        }
    }

    private static List<String> alternativeNames(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        List<String> texts = new ArrayList<>();
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            // RFC 5280 section 4.2.1.6, GeneralName.
            String kind = switch ((Integer) name.get(0)) {
                case 1 -> "email:";
                case 2 -> "DNS:";
                case 6 -> "URI:";
                case 7 -> "IP:";
                default -> "";
            };
            if (!kind.isEmpty()) {
                texts.add(kind + name.get(1));
            }
        }
        return texts;
    }

    private static String sha256(byte[] encoded) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
