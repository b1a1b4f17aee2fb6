package dev.sallyport.engine;

import java.util.List;
import java.util.Map;

/**
 * A decoded JSON body.
 *
 * @param <T> the record it is
 * @param view the body in dockerd's own types, absent fields zero
 * @param canonical the same as plain maps, lists and values: the names as dockerd spells them, and only what was sent
 * @param unknown fields that no known engine has a name for
 */
public record Document<T extends Record>(T view, Map<String, Object> canonical, List<UnknownField> unknown) {

    /**
     * @param path where it stands, such as {@code HostConfig.Foo}
     * @param topLevel its own name if it stands at the top level, else empty
     * @param zero whether its value is null, false, 0 or an empty text, and so says nothing
     */
    public record UnknownField(String path, String topLevel, boolean zero) {}
}
