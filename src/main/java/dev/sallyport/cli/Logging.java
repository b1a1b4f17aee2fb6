package dev.sallyport.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The log: standard error, one line a message, in the form of the program's other messages. Made by the JDK at first
 * use.
 */
public final class Logging {

    /** Kept, since the log manager forgets loggers that nobody holds, and their levels with them. */
    private static final Logger ROOT = Logger.getLogger("");

    private static final Logger LIBRARIES = Logger.getLogger("org");

    public Logging() {
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new LineFormatter());
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.INFO);
        // XNIO greets at start.
        LIBRARIES.setLevel(Level.WARNING);
    }

    private static final class LineFormatter extends Formatter {
        @Override
        public String format(LogRecord record) {
            StringBuilder line = new StringBuilder("sallyport: ");
            if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
                line.append("error: ");
            } else if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                line.append("warning: ");
            }
            line.append(formatMessage(record)).append(System.lineSeparator());
            if (record.getThrown() != null) {
                StringWriter stack = new StringWriter();
                record.getThrown().printStackTrace(new PrintWriter(stack));
                line.append(stack);
            }
            return line.toString();
        }
    }
}
