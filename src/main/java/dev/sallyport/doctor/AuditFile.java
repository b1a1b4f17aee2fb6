package dev.sallyport.doctor;

import java.util.ArrayList;
import java.util.List;

/** Who can read the audit log, and whether there is room for it. */
record AuditFile() implements Check {

    private static final String NAME = "audit";
    private static final long SCARCE = 1L << 30;
    private static final long NOTHING = 16L << 20;

    @Override
    public List<Observation> examine(Host host) {
        Host.Audit audit = host.audit();
        List<Observation> seen = new ArrayList<>();
        audit.permissions().ifPresentOrElse(permissions -> {
            if (!permissions.endsWith("---") || permissions.charAt(4) == 'w') {
                seen.add(Observation.warning(NAME, audit.file() + " is open to others (" + permissions
                        + "): it says who did what", "chmod 0600 " + audit.file()));
            }
        }, () -> seen.add(Observation.note(NAME, audit.file() + " does not exist yet, or may not be read by you",
                "the plugin makes it when it starts")));
        if (audit.freeBytes() >= 0 && audit.freeBytes() < SCARCE) {
            long mebibytes = audit.freeBytes() >> 20;
            String message = mebibytes + " MiB are free for " + audit.file() + (audit.deniesOnError()
                    ? "; when it cannot be written, requests are denied"
                    : "; when it cannot be written, requests go unrecorded");
            String remedy = "make room, or keep fewer files (audit.keep)";
            seen.add(audit.freeBytes() < NOTHING
                    ? Observation.critical("disk", message, remedy)
                    : Observation.warning("disk", message, remedy));
        }
        if (seen.isEmpty()) {
            seen.add(Observation.ok(NAME, audit.file() + " is for its owner, and has room"));
        }
        return seen;
    }
}
