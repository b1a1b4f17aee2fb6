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
            name = "event-schema",
            description = "Print the JSON schema of what stands between the records: events of the plugin itself.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport audit event-schema > audit-event.schema.json")
    void eventSchema() {
        System.out.print(AuditReference.eventSchema());
    }

    @Command(
            name = "event-reference",
            description = "Print the reference of the keys of events, in Markdown.",
            footerHeading = "%nExample:%n",
            footer = "  sallyport audit event-reference | less")
    void eventReference() {
        System.out.print(AuditReference.eventsMarkdown());
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
