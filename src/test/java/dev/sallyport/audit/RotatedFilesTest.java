package dev.sallyport.audit;

import static dev.sallyport.audit.AuditLogs.id;
import static dev.sallyport.audit.AuditLogs.record;
import static dev.sallyport.audit.AuditLogs.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RotatedFilesTest {

    /** One record fits, a second does not. */
    private static final long ONE_RECORD = 400;

    private static final String FIRST = "audit.jsonl.0000000001";

    private final FakeDisk disk = new FakeDisk();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @Test
    void originalGoesOnlyOnceItsCompressedCopyHasItsNameOnTheDisk() throws Exception {
        try (AuditLog log = open(10)) {
            log.append(record("0"));
            log.append(record("1"));
            until(() -> disk.names().equals(List.of("audit.jsonl", FIRST + ".gz")));
        }
        List<String> order = disk.operations().stream()
                .filter(each -> each.contains(FIRST) || each.startsWith("force-names"))
                .filter(each -> !each.startsWith("write"))
                .toList();
        assertEquals(
                List.of(
                        "rename audit.jsonl " + FIRST,
                        "create " + FIRST + ".gz.partial",
                        "force " + FIRST + ".gz.partial",
                        "rename " + FIRST + ".gz.partial " + FIRST + ".gz",
                        "force-names log",
                        "delete " + FIRST),
                order);
        assertTrue(disk.text().contains(id("0")));
    }

    @Test
    void whatAKilledProcessLeftBehindIsPutInOrderAtTheStart() throws Exception {
        disk.put(FIRST, "an old record\n");
        disk.put(FIRST + ".gz", "not whole");
        disk.put(FIRST + ".gz.partial", "not whole");
        disk.put("audit.jsonl.0000000002.gz.partial", "not whole");
        try (AuditLog log = open(10)) {
            until(() -> disk.names().equals(List.of("audit.jsonl", FIRST + ".gz")));
            assertEquals("an old record\n", disk.text());
            log.append(record("0"));
            log.append(record("1"));
            until(() -> disk.names().contains("audit.jsonl.0000000002.gz"));
        }
    }

    @Test
    void othersFilesAreLeftAlone() throws Exception {
        List<String> others = List.of(
                "audit.jsonl.1", "audit.jsonl.2.gz", "audit.jsonl-20260102", "audit.jsonl.0000000001.bak",
                "audit.jsonl.gz.partial",
                "other.jsonl.0000000001", "other.jsonl.0000000001.gz.partial");
        others.forEach(each -> disk.put(each, "x"));
        try (AuditLog log = open(0)) {
            log.append(record("0"));
            log.append(record("1"));
            until(() -> disk.count("delete " + FIRST) == 1);
        }
        assertTrue(disk.names().containsAll(others), () -> disk.names().toString());
    }

    @Test
    void thoseSetAsideFirstArePrunedAndBeforeRoomIsNeededForCompressing() throws Exception {
        for (int n = 8; n <= 12; n++) {
            disk.put("audit.jsonl.%010d%s".formatted(n, n == 12 ? "" : ".gz"), "x");
        }
        try (AuditLog log = open(2)) {
            until(() -> disk.names()
                    .equals(List.of("audit.jsonl", "audit.jsonl.0000000011.gz", "audit.jsonl.0000000012.gz")));
            log.append(record("0"));
            log.append(record("1"));
            until(() -> disk.names()
                    .equals(List.of("audit.jsonl", "audit.jsonl.0000000012.gz", "audit.jsonl.0000000013.gz")));
        }
        List<String> operations = disk.operations();
        assertTrue(operations.indexOf("delete audit.jsonl.0000000010.gz")
                < operations.indexOf("create audit.jsonl.0000000012.gz.partial"), operations::toString);
    }

    @Test
    void logWorksWhileTheDiskIsTooFullToCompressAndCatchesUp() throws Exception {
        disk.fault(operation -> failWith("No space left on device", operation, "write " + FIRST + ".gz.partial"));
        try (AuditLog log = open(10)) {
            for (int n = 0; n < 5; n++) {
                log.append(record("" + n));
            }
            // More often than there were rotations: it is tried again by itself.
            until(() -> disk.count("write " + FIRST + ".gz.partial") > 10);
            assertTrue(disk.names().contains(FIRST), "the original went though its copy is not whole");
            disk.fault(_ -> { });
            until(() -> disk.names().stream().filter(each -> each.endsWith(".gz")).count() == 4);
            for (int n = 0; n < 5; n++) {
                assertTrue(disk.text().contains(id("" + n)));
            }
        }
        assertTrue(
                complaints.contains("cannot compress or remove old audit logs: No space left on device"),
                complaints::toString);
    }

    @Test
    void copyThatDidNotFitGivesItsRoomBackAtOnce() throws Exception {
        disk.put(FIRST, "an old record\n");
        disk.fault(operation -> failWith("No space left on device", operation, "force " + FIRST + ".gz.partial"));
        AuditLog.Options options = new AuditLog.Options(FakeDisk.LOG, AuditLog.Sync.NONE, ONE_RECORD, 10);
        try (AuditLog log = AuditLogs.open(disk, options, Duration.ofHours(1), complaints)) {
            until(() -> !complaints.isEmpty());
            assertEquals(List.of("audit.jsonl", FIRST), disk.names());
            log.append(record("0"));
        }
    }

    @Test
    void logGoesOnInTheOldFileWhileNoNewOneCanBeMadeAndRotatesLater() throws Exception {
        try (AuditLog log = open(10)) {
            disk.fault(operation -> failWith("No space left on device", operation, "append audit.jsonl"));
            for (int n = 0; n < 5; n++) {
                log.append(record("" + n));
            }
            assertEquals(List.of("audit.jsonl"), disk.names());
            assertEquals(1, complaints.size(), complaints::toString);
            disk.fault(_ -> { });
            until(() -> {
                log.append(record("later"));
                return disk.names().contains(FIRST + ".gz");
            });
            assertTrue(disk.text().contains(id("0")));
        }
    }

    /** The name it has by then looks like that of a file nobody writes to. */
    @Test
    void fileThatCouldNeitherBeReplacedNorRenamedBackLosesNothing() throws Exception {
        disk.put(FIRST, "an old record\n");
        String failing = "create " + FIRST + ".gz.partial";
        disk.fault(operation -> failWith("No space left on device", operation, failing));
        try (AuditLog log = open(10)) {
            log.append(record("0"));
            disk.fault(operation -> {
                failWith("No space left on device", operation, failing);
                failWith("No space left on device", operation, "append audit.jsonl");
                failWith("Input/output error", operation, "rename audit.jsonl.0000000002 audit.jsonl");
            });
            log.append(record("1"));
            assertEquals(List.of(FIRST, "audit.jsonl.0000000002"), disk.names());
            disk.fault(operation -> failWith("No space left on device", operation, "append audit.jsonl"));
            until(() -> disk.count("delete " + FIRST) == 1);
            assertTrue(disk.names().contains("audit.jsonl.0000000002"), "it was compressed while it is written to");
            disk.fault(_ -> { });
            until(() -> {
                log.append(record("later"));
                return disk.names().contains("audit.jsonl.0000000002.gz");
            });
            assertTrue(disk.text().contains(id("0")) && disk.text().contains(id("1")));
        }
    }

    @Test
    void compressingHoldsUpNoForce() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        disk.fault(operation -> {
            if (operation.endsWith(".gz.partial")) {
                await(goOn);
            }
        });
        try (AuditLog log = AuditLogs.open(disk, AuditLog.Sync.EACH, ONE_RECORD, 10)) {
            log.append(record("0"));
            log.append(record("1"));
            until(() -> disk.count("create " + FIRST + ".gz.partial") == 1);
            log.append(record("2"));
            assertTrue(disk.textAfterPowerFailure().contains(id("2")));
            goOn.countDown();
        }
    }

    /** Else each rotation would leave a file open. */
    @Test
    void diskThatDoesNotKeepUpIsNotGivenFilesWithoutEnd() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        disk.fault(operation -> {
            if (operation.equals("force audit.jsonl")) {
                await(goOn);
            }
        });
        try (AuditLog log = AuditLogs.open(disk, AuditLog.Sync.BATCHED, ONE_RECORD, 10)) {
            for (int n = 0; n < 20; n++) {
                log.append(record("" + n));
            }
            assertEquals(1 + 8, disk.count("append audit.jsonl"));
            goOn.countDown();
        }
    }

    @Test
    void historyThatIsDrivenOutWithinAnHourIsComplainedOf() throws Exception {
        try (AuditLog log = open(2)) {
            for (int n = 0; n < 3; n++) {
                log.append(record("" + n));
            }
            assertEquals(List.of(), complaints);
            log.append(record("3"));
        }
        assertTrue(complaints.getFirst().startsWith("the audit log goes back only 0 seconds"), complaints::toString);
    }

    private AuditLog open(int keep) throws IOException {
        return AuditLogs.open(disk, AuditLog.Sync.NONE, ONE_RECORD, keep, complaints);
    }

    private static void failWith(String reason, String operation, String failing) throws IOException {
        if (operation.equals(failing)) {
            throw new IOException(reason);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
