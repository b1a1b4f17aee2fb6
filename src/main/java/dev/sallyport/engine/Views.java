package dev.sallyport.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents that were not received: their fields, and views composed of values. */
public final class Views {

    private Views() {}

    /** Whether dockerd would take the key for a field of the document. */
    public static boolean hasField(Class<? extends Record> type, String key) {
        return Shape.Struct.of(type).find(key) != null;
    }

    /**
     * A view of the given fields, every other one zero.
     *
     * @param fields by canonical name, as the Java types that JSON decodes to: String, Long, Boolean, List, Map
     */
    public static <T extends Record> T of(Map<String, Object> fields, Class<T> type) {
        return type.cast(Shape.Struct.of(type).bind(fields));
    }

    /**
     * Every field of a view by its canonical name, zeros included; what is optional and absent is null. The reverse of
     * {@link #of}.
     */
    public static Map<String, @Nullable Object> fields(Record view) {
        return Shape.Struct.of(view.getClass()).plain(view);
    }

    /** The same without what is zero, at any depth: what is absent of it, {@link #of} makes zero. */
    public static Map<String, @Nullable Object> sparse(Record view) {
        return Shape.Struct.of(view.getClass()).sparse(view);
    }
}
