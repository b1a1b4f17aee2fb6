package dev.sallyport.rules;

import dev.sallyport.action.ImageReference;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;

/** A glob for repositories of images, as dockerd writes them out: {@code docker.io/library/alpine}. */
record RepositoryGlob(Glob glob) implements NarrowGlob {

    static Grammar<RepositoryGlob> grammar() {
        return new Word<>("glob", "a glob", "", (text, _) -> parse(text));
    }

    /** @throws IllegalArgumentException if it is malformed, or no repository can match it */
    static RepositoryGlob parse(String text) {
        Glob glob = Glob.parse(text);
        ImageReference whole = ImageReference.parse(text);
        if (!NarrowGlob.isOpen(text) && !whole.repository().equals(text)) {
            throw NarrowGlob.matchesNothing(text,
                    "a repository is written with its registry, without a tag: " + whole.repository());
        }
        int slash = text.indexOf('/');
        String registry = slash < 0 ? text : text.substring(0, slash);
        if (!NarrowGlob.isOpen(registry) && !ImageReference.isRegistry(registry)) {
            throw NarrowGlob.matchesNothing(text, "a repository is written with its registry: docker.io/" + text);
        }
        if (slash < 0 && !text.contains("**")) {
            throw NarrowGlob.matchesNothing(text, "`*` ends at a `/`; `**` does not");
        }
        if (text.equals("docker.io/*")) {
            throw NarrowGlob.matchesNothing(text,
                    "Docker Hub's own images are docker.io/library/*, all of its images docker.io/**");
        }
        return new RepositoryGlob(glob);
    }

    @Override
    public String toString() {
        return glob.pattern();
    }
}
