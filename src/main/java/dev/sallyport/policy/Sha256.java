package dev.sallyport.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Hashes that tell an auditor which texts something was made of, in hexadecimal. */
final class Sha256 {

    private Sha256() {}

    /** As {@code sha256sum} prints it for a file with this text. */
    static String of(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Of one text, its hash; of several, the hash of the lines that {@code sha256sum FILE... | cut -c-64 | sort} prints
     * for them. Whoever has the files can compute it.
     */
    static String ofAll(Collection<String> texts) {
        return texts.size() == 1 ? of(texts.iterator().next()) : ofLines(texts);
    }

    /** The same, of one text too. */
    static String ofLines(Collection<String> texts) {
        return of(lines(texts));
    }

    private static String lines(Collection<String> texts) {
        return texts.stream().map(text -> of(text) + "\n").sorted().collect(Collectors.joining());
    }

    /**
     * What resolves all these hashes, by file names: each text, and the lines whose hash stands for several of them.
     * Whoever has a hash finds the file that begins with it.
     */
    static Map<String, String> files(Collection<String> texts) {
        Map<String, String> files = new LinkedHashMap<>();
        texts.forEach(text -> files.put(of(text) + ".yaml", text));
        files.put(ofLines(texts) + ".list", lines(texts));
        return files;
    }
}
