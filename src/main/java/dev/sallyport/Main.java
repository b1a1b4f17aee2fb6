package dev.sallyport;

import dev.sallyport.cli.SallyportCommand;

/** The program. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(SallyportCommand.run(arguments));
    }
}
