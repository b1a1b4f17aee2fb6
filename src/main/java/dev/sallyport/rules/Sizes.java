package dev.sallyport.rules;

/** Sizes as the docker CLI writes them: powers of 1024. */
final class Sizes {

    private static final String[] SUFFIXES = {"g", "m", "k"};

    private Sizes() {}

    static String show(long bytes) {
        long unit = 1L << 30;
        for (String suffix : SUFFIXES) {
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + suffix;
            }
            unit >>= 10;
        }
        return bytes + "b";
    }
}
