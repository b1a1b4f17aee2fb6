package dev.sallyport.cli;

import dev.sallyport.audit.AuditReference;
import picocli.CommandLine.Command;

/** {@code sallyport audit}: about the audit log. */
@Command(
        name = "audit",
        description = "Print what can stand in the audit log.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  sallyport audit reference | less")
final class AuditCommand {

    @Command(
            name = "schema",
            description = "Print the JSON schema of an audit record.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport audit schema > audit-record.schema.json")
    void schema() {
        System.out.print(AuditReference.schema());
    }

    @Command(
            name = "reference",
            description = "Print the reference of its keys, in Markdown.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport audit reference | less")
    void reference() {
        System.out.print(AuditReference.markdown());
    }
}
