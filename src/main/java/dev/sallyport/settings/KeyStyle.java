package dev.sallyport.settings;

import java.util.Locale;

/** How the name of a record component is written as a key. */
public enum KeyStyle {
    /** {@code maxInFlight}. */
    CAMEL,
    /** {@code max-in-flight}. */
    KEBAB,
    /** {@code max_in_flight}. */
    SNAKE;

    String key(String component) {
        return switch (this) {
            case CAMEL -> component;
            case KEBAB -> separated(component, '-');
            case SNAKE -> separated(component, '_');
        };
    }

    private static String separated(String component, char separator) {
        return component.replaceAll("([A-Z])", separator + "$1").toLowerCase(Locale.ROOT);
    }
}
