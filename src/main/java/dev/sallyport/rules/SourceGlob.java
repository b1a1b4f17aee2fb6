package dev.sallyport.rules;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;

/** A glob for what is mounted: a path of the host, or a volume's name. */
record SourceGlob(Glob glob) implements NarrowGlob {

    static Grammar<SourceGlob> grammar() {
        return new Word<>("glob", "a glob", "", (text, _) -> parse(text));
    }

    /** @throws IllegalArgumentException if it is malformed, or neither a path nor a volume's name can match it */
    static SourceGlob parse(String text) {
        PathGlob.refuseHome(text);
        if (text.contains("/")) {
            return new SourceGlob(PathGlob.parse(text).glob());
        }
        Glob glob = Glob.parse(text);
        // moby, volume/service/... RestrictedNamePattern: [a-zA-Z0-9][a-zA-Z0-9_.-]+
        if (text.isEmpty() || !NarrowGlob.beginsOpen(text) && !Character.isLetterOrDigit(text.charAt(0))) {
            throw NarrowGlob.matchesNothing(text,
                    "a path begins with `/`, and the name of a volume with a letter or a digit");
        }
        return new SourceGlob(glob);
    }

    @Override
    public String toString() {
        return glob.pattern();
    }
}
