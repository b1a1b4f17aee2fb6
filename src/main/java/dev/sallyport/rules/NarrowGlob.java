package dev.sallyport.rules;

import java.util.List;

/** A glob for texts of one kind: its grammar refuses what no such text can match. */
interface NarrowGlob {

    Glob glob();

    /** Whether the text begins with something that stands for other texts. */
    static boolean beginsOpen(String text) {
        return !text.isEmpty() && "*?[{".indexOf(text.charAt(0)) >= 0;
    }

    /** Whether any part of the text stands for other texts. */
    static boolean isOpen(String text) {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /**
     * @param key of a list of names, as a policy has it
     * @throws IllegalArgumentException if one of the names is a glob: it would stand for itself alone
     */
    static void refuseAmong(String key, List<String> names) {
        names.stream().filter(name -> name.contains("*")).findFirst().ifPresent(name -> {
            throw matchesNothing(name, "`" + key + "` is no list of globs");
        });
    }

    static IllegalArgumentException matchesNothing(String pattern, String why) {
        return new IllegalArgumentException("`" + pattern + "` matches nothing: " + why);
    }
}
