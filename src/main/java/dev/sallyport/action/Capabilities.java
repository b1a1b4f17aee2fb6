package dev.sallyport.action;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Names of capabilities as dockerd compares them: upper case, without CAP_ (moby, oci/caps/utils.go). */
public final class Capabilities {

    public static final String ALL = "ALL";

    private Capabilities() {}

    /** In alphabetical order. */
    public static Set<String> normalized(Collection<String> names) {
        Set<String> normalized = new TreeSet<>();
        for (String name : names) {
            String upper = name.toUpperCase(Locale.ROOT);
            normalized.add(upper.startsWith("CAP_") ? upper.substring(4) : upper);
        }
        return normalized;
    }
}
