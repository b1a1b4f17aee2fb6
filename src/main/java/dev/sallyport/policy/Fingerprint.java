package dev.sallyport.policy;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.util.Locale;
import java.util.regex.Pattern;

/** The SHA-256 of a certificate, as {@code openssl x509 -fingerprint -sha256} prints it, or without colons. */
record Fingerprint(String hex) {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    static Grammar<Fingerprint> grammar() {
        return new Word<>("fingerprint", "the SHA-256 of a certificate: 64 hexadecimal digits, with or without colons",
                "^([0-9A-Fa-f]:?){64}$", (text, _) -> parse(text));
    }

    private static Fingerprint parse(String text) {
        String hex = text.replace(":", "").toLowerCase(Locale.ROOT);
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException();
        }
        return new Fingerprint(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
