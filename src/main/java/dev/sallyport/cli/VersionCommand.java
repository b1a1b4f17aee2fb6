package dev.sallyport.cli;

import picocli.CommandLine.Command;

/** {@code sallyport version}. */
@Command(
        name = "version",
        description = "Print the versions of Sallyport and of its Java.",
        footerHeading = "%nExample:%n",
        footer = "  sallyport version")
final class VersionCommand implements Runnable {

    @Override
    public void run() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        System.out.println("sallyport " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version());
    }
}
