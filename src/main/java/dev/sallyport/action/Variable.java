package dev.sallyport.action;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An environment variable, or a build's argument. Its value is looked at once, here, and not kept: what is not there
 * nobody can print.
 *
 * @param name before the {@code =}
 * @param secrets the kinds of secrets that its value is or holds
 * @param ofImage whether the image sets it, and the request does not
 */
public record Variable(String name, Set<SecretKind> secrets, boolean ofImage) {

    /** @param text {@code NAME=value}; without a {@code =} it sets nothing */
    static Optional<Variable> parse(String text, boolean ofImage) {
        int at = text.indexOf('=');
        return at < 0
                ? Optional.empty()
                : Optional.of(new Variable(text.substring(0, at), SecretKind.of(text.substring(at + 1)), ofImage));
    }

    static List<Variable> all(List<String> texts) {
        return texts.stream().map(text -> parse(text, false)).flatMap(Optional::stream).toList();
    }

    /** As dockerd merges them: an image's variable counts unless the request names it, be it only to unset it. */
    static List<Variable> merged(List<String> requested, List<String> ofImage) {
        Set<String> named = new HashSet<>();
        for (String text : requested) {
            int at = text.indexOf('=');
            named.add(at < 0 ? text : text.substring(0, at));
        }
        return Stream.concat(
                all(requested).stream(),
                ofImage.stream().map(text -> parse(text, true)).flatMap(Optional::stream)
                        .filter(variable -> !named.contains(variable.name())))
                .toList();
    }
}
