package dev.sallyport.rules;

import dev.sallyport.settings.Choice;
import dev.sallyport.settings.Grammar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A way to share a namespace, such as {@code network=host}: those that the docker CLI's options can ask for. */
record SharedNamespace(String text) {

    private static final List<String> ALL = List.of("network=host", "network=container", "pid=host", "pid=container",
            "ipc=host", "ipc=container", "uts=host", "user=host", "cgroup=host");

    static Grammar<SharedNamespace> grammar() {
        Map<String, SharedNamespace> known = new LinkedHashMap<>();
        ALL.forEach(text -> known.put(text, new SharedNamespace(text)));
        return new Choice<>("shared namespace", known);
    }

    /** Whether a policy can name it. */
    boolean isKnown() {
        return ALL.contains(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
