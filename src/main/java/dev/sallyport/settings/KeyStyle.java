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

    /**
     * The key that a component stands for. An underscore at the end is not part of it: so a word of the Java language
     * can be one.
     */
    public String key(String component) {
        String name = component.endsWith("_") ? component.substring(0, component.length() - 1) : component;
        return switch (this) {
            case CAMEL -> name;
            case KEBAB -> separated(name, '-');
            case SNAKE -> separated(name, '_');
        };
    }

    private static String separated(String component, char separator) {
        return component.replaceAll("([A-Z])", separator + "$1").toLowerCase(Locale.ROOT);
    }
}
