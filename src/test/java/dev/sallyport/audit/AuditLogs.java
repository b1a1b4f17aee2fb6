package dev.sallyport.audit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Logs on a fake disk, and what to write into them. */
final class AuditLogs {

    private AuditLogs() {}

    static AuditLog open(FakeDisk disk, AuditLog.Sync sync) throws IOException {
        return open(disk, sync, 0, 0);
    }

    static AuditLog open(FakeDisk disk, AuditLog.Sync sync, long maxBytes, int keep) throws IOException {
        return open(disk, sync, maxBytes, keep, new CopyOnWriteArrayList<>());
    }

    static AuditLog open(FakeDisk disk, AuditLog.Sync sync, long maxBytes, int keep, List<String> complaints)
            throws IOException {
        return open(disk, new AuditLog.Options(FakeDisk.LOG, sync, maxBytes, keep), Duration.ofMillis(10), complaints);
    }

    static AuditLog open(FakeDisk disk, AuditLog.Options options, Duration retry, List<String> complaints)
            throws IOException {
        return AuditLog.open(disk, options, () -> { }, retry, new FailureLog(complaints::add, System::nanoTime));
    }

    static AuditRecord record(String id) {
        return new AuditRecord(
                Instant.parse("2026-01-02T03:04:05.678Z"), id, AuditRecord.Verdict.DENY, Optional.of("alice"),
                Optional.empty(), Optional.of("ContainerCreate"), "POST", "/x", Optional.of("bb:1"), Optional.empty(),
                List.of(new AuditRecord.Found("cap-drop", "drops \"none\"\n", Optional.of("ALL"), Optional.empty(),
                        Optional.empty())),
                List.of(), List.of(), List.of(), List.of(),
                List.of(new AuditRecord.Decider("hardened", Optional.of("abc"))), Optional.empty(), 42,
                Optional.empty());
    }

    /** As it stands in a record. */
    static String id(String id) {
        return "\"id\":\"" + id + "\"";
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits; the test's time limit is the limit. */
    static void until(Condition condition) throws Exception {
        while (!condition.holds()) {
            LockSupport.parkNanos(1_000_000);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
