package dev.sallyport.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sallyport version}. */
@Command(
        name = "version",
        description = "Print the versions of Sallyport and of its Java.",
        footerHeading = "%nExample:%n",
        footer = "  sallyport version")
final class VersionCommand implements Runnable, CommandLine.IVersionProvider {

    @Override
    public void run() {
        System.out.println(versions());
    }

    @Override
    public String[] getVersion() {
        return new String[] {versions()};
    }

    static String versions() {
        return "sallyport " + version() + ", Java " + Runtime.version();
    }

    /** Sallyport's alone. */
    static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
