package dev.sallyport.cli;

import dev.sallyport.rules.OperationReference;
import picocli.CommandLine.Command;

/** {@code sallyport operations}. */
@Command(
        name = "operations",
        description = "Print every operation with its group, effect and route, in Markdown.",
        footerHeading = "%nExample:%n",
        footer = "  sallyport operations | grep -i exec")
final class OperationsCommand implements Runnable {

    @Override
    public void run() {
        System.out.print(OperationReference.markdown());
    }
}
