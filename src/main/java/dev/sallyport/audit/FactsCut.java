package dev.sallyport.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes what was judged shorter, and says where: what was cut can be read, but not judged again. */
final class FactsCut {

    private static final int MAX_TEXT = 200;
    private static final int MAX_ELEMENTS = 10;
    private static final int MAX_PLACES = 20;

    private final List<String> places = new ArrayList<>();

    private FactsCut() {}

    /** The same with short texts and lists. */
    @SuppressWarnings("unchecked") // A mapping stays one.
    static Map<String, @Nullable Object> shortened(Map<String, @Nullable Object> facts) {
        FactsCut cut = new FactsCut();
        Map<String, @Nullable Object> shortened = (Map<String, @Nullable Object>) cut.value("", facts);
        return cut.places.isEmpty() ? facts : with(shortened, cut.places);
    }

    /** Nothing but that there was something. */
    static Map<String, @Nullable Object> leftOut(Map<String, @Nullable Object> facts) {
        Map<String, @Nullable Object> version = new LinkedHashMap<>();
        version.put("version", facts.get("version"));
        return with(version, List.of("aspects"));
    }

    private static Map<String, @Nullable Object> with(Map<String, @Nullable Object> facts, List<String> places) {
        facts.put("cut", places.subList(0, Math.min(MAX_PLACES, places.size())));
        return facts;
    }

    private @Nullable Object value(String place, @Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> shortened = new LinkedHashMap<>();
                map.entrySet().stream().limit(kept(place, map.size())).forEach(entry -> {
                    String key = (String) entry.getKey();
                    String name = shortened(key, place);
                    shortened.put(name, value(place.isEmpty() ? name : place + "." + name, entry.getValue()));
                });
                yield shortened;
            }
            case List<?> list -> {
                List<@Nullable Object> shortened = new ArrayList<>();
                int kept = kept(place, list.size());
                for (int i = 0; i < kept; i++) {
                    shortened.add(value(place + "[" + i + "]", list.get(i)));
                }
                yield shortened;
            }
            case String text -> shortened(text, place);
            case null, default -> value;
        };
    }

    private int kept(String place, int size) {
        // The aspects themselves are few, and each says something else.
        if (size <= MAX_ELEMENTS || place.isEmpty()) {
            return size;
        }
        places.add(place);
        return MAX_ELEMENTS;
    }

    private String shortened(String text, String place) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        places.add(place);
        return AuditLine.shortened(text, MAX_TEXT);
    }
}
