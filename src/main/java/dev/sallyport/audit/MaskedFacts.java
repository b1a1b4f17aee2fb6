package dev.sallyport.audit;

import dev.sallyport.engine.RedactedTarget;
import dev.sallyport.engine.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps secrets out of what is recorded, by the names of keys; a key that is new, and whose name says that it is one,
 * is masked too.
 */
final class MaskedFacts {

    /** Options of drivers, labels and annotations: names and values that users choose. */
    private static final Set<String> OPTIONS =
            Set.of("driveropts", "options", "config", "labels", "annotations", "storageopt");

    private static final Set<String> COMMANDS = Set.of("command", "cmd", "args", "entrypoint", "test");

    private static final String SECCOMP = "seccomp=";

    /** Longer than the words that dockerd knows: a profile. */
    private static final int MAX_SECCOMP_WORD = 64;

    private MaskedFacts() {}

    @SuppressWarnings("unchecked") // A mapping stays one.
    static Map<String, @Nullable Object> of(@Nullable Object facts) {
        return (Map<String, @Nullable Object>) value("", facts);
    }

    private static @Nullable Object value(String key, @Nullable Object value) {
        String name = key.toLowerCase(Locale.ROOT);
        return switch (value) {
            case Map<?, ?> map when name.equals("parameters") -> each(map, MaskedFacts::parameter);
            case Map<?, ?> map when OPTIONS.contains(name) -> each(map, MaskedFacts::option);
            case Map<?, ?> map -> each(map, MaskedFacts::value);
            case List<?> list when name.equals("env") -> texts(list).map(Secrets::assignment).toList();
            case List<?> list when COMMANDS.contains(name) -> Secrets.arguments(texts(list).toList());
            case List<?> list when name.equals("securityopt") || name.equals("security_options") ->
                    texts(list).map(MaskedFacts::profile).toList();
            case List<?> list -> list.stream().map(each -> value("", each)).toList();
            case String text when name.equals("url") -> Secrets.url(text);
            case String text when !text.isEmpty() && isField(key) && Secrets.isName(name) -> Secrets.HIDDEN;
            case null, default -> value;
        };
    }

    /** Not a path, or a sysctl: keys that are data. */
    private static boolean isField(String key) {
        return key.chars().allMatch(c -> c == '_' || Character.isLetter(c));
    }

    private static Stream<String> texts(List<?> list) {
        return list.stream().map(String::valueOf);
    }

    private static Map<String, @Nullable Object> each(Map<?, ?> map, Masking masking) {
        Map<String, @Nullable Object> masked = new LinkedHashMap<>();
        map.forEach((key, value) -> masked.put((String) key, masking.of((String) key, value)));
        return masked;
    }

    private interface Masking {
        @Nullable
        Object of(String key, @Nullable Object value);
    }

    /** Of a query. What is empty stays so: that is something else than not to be there. */
    private static @Nullable Object parameter(String name, @Nullable Object values) {
        return RedactedTarget.keeps(name) || !(values instanceof List<?> list)
                ? values
                : texts(list).map(value -> value.isEmpty() ? value : Secrets.HIDDEN).toList();
    }

    private static @Nullable Object option(String name, @Nullable Object value) {
        return value instanceof String text ? Secrets.option(name, text) : value(name, value);
    }

    /** No secret, but long: by its hash it is still one of its own. */
    private static String profile(String option) {
        return option.startsWith(SECCOMP) && option.length() > SECCOMP.length() + MAX_SECCOMP_WORD
                ? SECCOMP + "sha256:" + sha256(option.substring(SECCOMP.length()))
                : option;
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
