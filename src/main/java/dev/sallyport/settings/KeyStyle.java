package dev.sallyport.settings;

import java.util.Locale;

/** How the name of a record component is written as a key. */
public enum KeyStyle {
    /** {@code maxInFlight}. */
    CAMEL,
    /** {@code max-in-flight}. */
    KEBAB;

    String key(String component) {
        return switch (this) {
            case CAMEL -> component;
            case KEBAB -> component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        };
    }
}
