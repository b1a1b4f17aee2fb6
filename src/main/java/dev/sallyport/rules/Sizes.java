package dev.sallyport.rules;

import dev.sallyport.settings.Size;

/** Sizes as the docker CLI writes them: powers of 1024. */
final class Sizes {

    private Sizes() {}

    static String show(long bytes) {
        return new Size(bytes).toString();
    }
}
