package dev.sallyport.rules;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;

/** A group, by number or name. */
record GroupName(String text) {

    static Grammar<GroupName> grammar() {
        return new Word<>("group", "a group, by number or name", "^[^:=]+$", true,
                (text, _) -> new GroupName(text));
    }

    @Override
    public String toString() {
        return text;
    }
}
