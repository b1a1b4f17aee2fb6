package dev.sallyport.engine;

import java.math.BigInteger;

/**
 * The version prefix of a request, as sent: {@code 1.45}, but also {@code 01.45} and {@code 1.45.0}, which mean the
 * same.
 *
 * @param text digits and dots
 */
public record ApiVersion(String text) implements Comparable<ApiVersion> {

    /** Number by number; a missing or empty one counts as 0 (moby, api/types/versions/compare.go). */
    @Override
    public int compareTo(ApiVersion other) {
        String[] mine = text.split("\\.", -1);
        String[] theirs = other.text.split("\\.", -1);
        for (int i = 0; i < Math.max(mine.length, theirs.length); i++) {
            int byPart = part(mine, i).compareTo(part(theirs, i));
            if (byPart != 0) {
                return byPart;
            }
        }
        return 0;
    }

    public boolean isBefore(String version) {
        return compareTo(new ApiVersion(version)) < 0;
    }

    private static BigInteger part(String[] parts, int index) {
        return index < parts.length && !parts[index].isEmpty() ? new BigInteger(parts[index]) : BigInteger.ZERO;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiVersion version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return part(text.split("\\.", -1), 0).hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
