package dev.sallyport.doctor;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Docker Engine, such as 29.3.1. */
record EngineVersion(int major, int minor, int patch) implements Comparable<EngineVersion> {

    /** What follows, such as Debian's {@code +dfsg1}, is not of Docker. A beta is no release. */
    private static final Pattern RELEASE = Pattern.compile("v?(\\d{2})\\.(\\d{1,3})\\.(\\d{1,4})(?:[+~-].*)?");

    private static final Comparator<EngineVersion> ORDER = Comparator.comparingInt(EngineVersion::major)
            .thenComparingInt(EngineVersion::minor).thenComparingInt(EngineVersion::patch);

    /** Empty if it names no release. */
    static Optional<EngineVersion> parse(String text) {
        Matcher release = RELEASE.matcher(text);
        return release.matches()
                ? Optional.of(new EngineVersion(number(release, 1), number(release, 2), number(release, 3)))
                : Optional.empty();
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    @Override
    public int compareTo(EngineVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
