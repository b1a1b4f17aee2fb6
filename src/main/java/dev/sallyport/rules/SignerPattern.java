package dev.sallyport.rules;

import dev.sallyport.engine.body.Inspected.Signature;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.util.List;
import java.util.Optional;

/**
 * Who signs images. A subject says nothing without who vouches for it: anybody may have any mail address certified
 * somewhere.
 *
 * @param knownSigner as dockerd calls it; empty if it is an issuer and a subject
 * @param issuer who vouches for the subject: an OIDC issuer
 * @param subject the certificate's subject alternative name
 */
record SignerPattern(String knownSigner, Optional<Glob> issuer, Optional<Glob> subject) {

    static Grammar<SignerPattern> grammar() {
        return new Word<>("signer", "ISSUER SUBJECT, or DHI", "^(DHI|\\S+ \\S+)$", (text, _) -> parse(text));
    }

    static SignerPattern parse(String text) {
        String[] parts = text.split(" ");
        if (text.equals("DHI")) {
            return new SignerPattern(text, Optional.empty(), Optional.empty());
        }
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new IllegalArgumentException();
        }
        return new SignerPattern("", Optional.of(Glob.parse(parts[0])), Optional.of(Glob.parse(parts[1])));
    }

    /** Exactly who signed; empty if dockerd does not say. */
    static Optional<SignerPattern> of(Signature signature) {
        if (signature.knownSigner().equals("DHI")) {
            return Optional.of(parse("DHI"));
        }
        return signature.signer()
                .filter(signer -> !signer.issuer().isEmpty() && !signer.subjectAlternativeName().isEmpty())
                .filter(signer -> !(signer.issuer() + signer.subjectAlternativeName()).contains(" "))
                .map(signer -> parse(Glob.literal(signer.issuer()) + " "
                        + Glob.literal(signer.subjectAlternativeName())));
    }

    boolean matches(Signature signature) {
        if (!knownSigner.isEmpty()) {
            return knownSigner.equals(signature.knownSigner());
        }
        return signature.signer()
                .filter(signer -> Glob.any(List.of(issuer.orElseThrow()), signer.issuer())
                        && Glob.any(List.of(subject.orElseThrow()), signer.subjectAlternativeName()))
                .isPresent();
    }

    @Override
    public String toString() {
        return knownSigner.isEmpty() ? issuer.orElseThrow() + " " + subject.orElseThrow() : knownSigner;
    }
}
