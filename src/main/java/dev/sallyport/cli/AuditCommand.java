package dev.sallyport.cli;

import dev.sallyport.audit.AuditReference;
import picocli.CommandLine.Command;

/** {@code sallyport audit}: about the audit log. */
@Command(name = "audit", description = "Print what can stand in the audit log.", synopsisSubcommandLabel = "COMMAND")
final class AuditCommand {

    @Command(name = "schema", description = "Print the JSON schema of an audit record.")
    void schema() {
        System.out.print(AuditReference.schema());
    }

    @Command(name = "reference", description = "Print the reference of its keys, in Markdown.")
    void reference() {
        System.out.print(AuditReference.markdown());
    }
}
