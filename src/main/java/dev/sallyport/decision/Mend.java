package dev.sallyport.decision;

import dev.sallyport.decision.Finding.About;

/** What mends a finding. Rules say what; how it reads, for what is asked and for what exists already, is said here. */
public sealed interface Mend {

    Mend NONE = new None();

    /** @param flags of the docker CLI to add, such as {@code "--cap-drop ALL"} */
    record Flags(String flags) implements Mend {
        public Flags {
            requireText(flags);
        }
    }

    /** @param what a flag of the docker CLI, or a thing, to leave out, such as {@code "--privileged"} */
    record Without(String what) implements Mend {
        public Without {
            requireText(what);
        }
    }

    /**
     * Mends one thing of those asked for: in vain, where another finding wants that left out ({@link Without}).
     *
     * @param thing such as {@code "the mount at /data"}
     */
    record Changing(String thing, Mend mend) implements Mend {
        public Changing {
            requireText(thing);
        }
    }

    /** @param text another step, the same for what is asked and for what exists */
    record Say(String text) implements Mend {
        public Say {
            requireText(text);
        }
    }

    record None() implements Mend {}

    /**
     * Reads a mend as rules write it: what begins with a dash is flags, {@code leave out X} is {@link Without},
     * anything else stands for itself.
     */
    static Mend of(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        if (text.startsWith("-")) {
            return new Flags(text);
        }
        return text.startsWith("leave out ") ? new Without(text.substring("leave out ".length())) : new Say(text);
    }

    /** In words, for what is asked, or for a container that exists; empty if there is nothing to do. */
    default String text(About about) {
        boolean exists = switch (about) {
            case REQUEST -> false;
            case CONTAINER, CONTAINER_TO_ASKER -> true;
        };
        return switch (this) {
            case Flags(String flags) -> exists ? "recreate it with " + flags : flags;
            case Changing(_, Mend mend) -> mend.text(about);
            case Without(String what) -> (exists ? "recreate it without " : "leave out ") + what;
            case Say(String text) -> text;
            case None() -> "";
        };
    }

    private static void requireText(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a mend without words");
        }
    }
}
