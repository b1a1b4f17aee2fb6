package dev.sallyport.cli;

import dev.sallyport.settings.InvalidSettingException;

/** What the program says about itself: to standard error, each line with the program's name. */
final class Terminal {

    static final int PERMITTED = 0;
    static final int DENIED = 1;
    static final int FAILED = 2;
    /** What could not be judged: neither a verdict, nor a mistake in how the program was called. */
    static final int UNJUDGED = 3;

    /** What would have needed a dockerd to be asked, where none was named. */
    static final int UNKNOWN = 4;

    private Terminal() {}

    static void say(String message) {
        System.err.println("sallyport: " + message);
    }

    static void warn(String message) {
        say("warning: " + message);
    }

    /** What is as it may be, and perhaps not as it is meant. */
    static void note(String message) {
        say("note: " + message);
    }

    /** Returns the exit code for an error. */
    static int error(String message) {
        System.err.println("sallyport: error: " + message);
        return FAILED;
    }

    static int error(InvalidSettingException e) {
        e.mistakes().forEach(mistake -> {
            error(mistake.toString());
            mistake.hint().ifPresent(Terminal::hint);
        });
        return FAILED;
    }

    static void hint(String message) {
        System.err.println("sallyport: hint: " + message);
    }
}
