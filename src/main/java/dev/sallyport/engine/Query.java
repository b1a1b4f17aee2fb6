package dev.sallyport.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A decoded query string (net/url, {@code ParseQuery}).
 *
 * @param parameters the values of each name, in the order sent
 */
public record Query(Map<String, List<String>> parameters) {

    static Query parse(String raw) throws UnreadableException {
        if (raw.indexOf(';') >= 0) {
            // Go before 1.17 takes it for a separator; later ones for an error.
            throw new UnreadableException("the query holds an unescaped ';'", "%3B");
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = PercentEncoding.QUERY.decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : PercentEncoding.QUERY.decode(pair.substring(equals + 1));
            parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        parameters.replaceAll((_, values) -> List.copyOf(values));
        return new Query(Collections.unmodifiableMap(parameters));
    }

    /** The first value, as dockerd takes it of a repeated parameter; empty if absent. */
    public String first(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    public boolean has(String name) {
        return parameters.containsKey(name);
    }
}
