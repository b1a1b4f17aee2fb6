package dev.sallyport.audit;

import static dev.sallyport.audit.AuditLogs.id;
import static dev.sallyport.audit.AuditLogs.record;
import static dev.sallyport.audit.AuditLogs.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class GroupCommitTest {

    private static final String FORCE = "force audit.jsonl";
    private static final String WRITE = "write audit.jsonl";

    private final FakeDisk disk = new FakeDisk();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void end() {
        goOn.countDown();
        threads.close();
    }

    @Test
    void oneForceServesAllThatWait() throws Exception {
        int appenders = 20;
        disk.fault(this::stallFirstForce);
        try (AuditLog log = AuditLogs.open(disk, AuditLog.Sync.EACH)) {
            List<Future<?>> appends = new ArrayList<>(List.of(append(log, "0")));
            until(() -> disk.count(FORCE) == 1);
            for (int n = 1; n < appenders; n++) {
                appends.add(append(log, "" + n));
            }
            until(() -> disk.count(WRITE) == appenders);
            assertTrue(appends.stream().noneMatch(Future::isDone), "an append returned before its bytes were forced");
            goOn.countDown();
            for (Future<?> each : appends) {
                each.get();
            }
            assertEquals(2, disk.count(FORCE));
        }
    }

    @ParameterizedTest
    @EnumSource(value = AuditLog.Sync.class, names = {"NONE", "BATCHED"})
    void stalledForceHoldsNobodyUp(AuditLog.Sync sync) throws Exception {
        disk.fault(this::stallFirstForce);
        try (AuditLog log = AuditLogs.open(disk, sync)) {
            log.append(record("0"));
            until(() -> sync == AuditLog.Sync.NONE || disk.count(FORCE) == 1);
            for (int n = 1; n < 100; n++) {
                log.append(record("" + n));
            }
            goOn.countDown();
        }
    }

    @Test
    void batchIsForcedWithoutBeingAskedAndAtTheEnd() throws Exception {
        try (AuditLog log = AuditLogs.open(disk, AuditLog.Sync.BATCHED)) {
            log.append(record("first"));
            until(() -> survives("first"));
            log.append(record("last"));
        }
        assertTrue(survives("last"));
    }

    @ParameterizedTest
    @EnumSource(value = AuditLog.Sync.class, names = {"BATCHED", "EACH"})
    void appendsFailAfterAFailedForceUntilOneSucceeds(AuditLog.Sync sync) throws Exception {
        List<String> complaints = new CopyOnWriteArrayList<>();
        try (AuditLog log = AuditLogs.open(disk, sync, 0, 0, complaints)) {
            disk.fault(GroupCommitTest::failForce);
            if (sync == AuditLog.Sync.BATCHED) {
                log.append(record("taken on trust"));
                until(() -> !complaints.isEmpty());
            }
            for (int n = 0; n < 3; n++) {
                IOException failure = assertThrows(IOException.class, () -> log.append(record("refused")));
                assertEquals("cannot force it to disk: Input/output error", failure.getMessage());
            }
            disk.fault(_ -> { });
            log.append(record("proved"));
            assertTrue(survives("proved"), "it was not waited for that the disk works again");
            log.append(record("afterwards"));
        }
    }

    /** The disk has dropped what was written while the force ran that failed; the next force knows nothing of it. */
    @Test
    void recordWrittenDuringAForceThatFailsHasFailedToo() throws Exception {
        disk.fault(this::stallAndFailFirstForce);
        try (AuditLog log = AuditLogs.open(disk, AuditLog.Sync.EACH)) {
            Future<?> before = append(log, "before");
            until(() -> disk.count(FORCE) == 1);
            Future<?> meanwhile = append(log, "meanwhile");
            until(() -> disk.text().contains(id("meanwhile")));
            goOn.countDown();
            assertThrows(ExecutionException.class, before::get);
            assertThrows(ExecutionException.class, meanwhile::get);
            log.append(record("afterwards"));
            assertTrue(survives("afterwards"));
            assertFalse(survives("meanwhile"), "the fake disk does not behave as this test assumes");
        }
    }

    @Test
    void nameThatCouldNotBeForcedIsForcedBeforeTheNextRecordIsAcknowledged() throws Exception {
        try (AuditLog log = AuditLogs.open(disk, AuditLog.Sync.EACH)) {
            disk.fault(operation -> {
                if (operation.equals("force-names log")) {
                    throw new IOException("Input/output error");
                }
            });
            assertThrows(IOException.class, () -> log.append(record("nameless")));
            disk.fault(_ -> { });
            log.append(record("named"));
            assertTrue(survives("named"));
        }
    }

    @Test
    void nothingIsForcedWhereTheKernelIsTrusted() throws Exception {
        try (AuditLog log = AuditLogs.open(disk, AuditLog.Sync.NONE)) {
            log.append(record("0"));
        }
        assertEquals(0, disk.count(FORCE));
    }

    @Test
    void closedLogTakesNothing() throws Exception {
        AuditLog log = AuditLogs.open(disk, AuditLog.Sync.EACH);
        log.close();
        assertThrows(IOException.class, () -> log.append(record("0")));
        assertThrows(IOException.class, log::reopen);
        assertEquals(0, disk.count(WRITE));
    }

    @Test
    void forceThatThrowsSomethingUnexpectedHasFailedAndTheNextIsTried() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        disk.fault(operation -> {
            if (operation.equals(FORCE) && broken.getAndSet(false)) {
                throw new IllegalStateException("broken");
            }
        });
        try (AuditLog log = AuditLogs.open(disk, AuditLog.Sync.EACH)) {
            assertThrows(IOException.class, () -> log.append(record("0")));
            log.append(record("1"));
            assertTrue(survives("1"));
        }
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    private Future<?> append(AuditLog log, String id) {
        return threads.submit(() -> {
            log.append(record(id));
            return null;
        });
    }

    private boolean survives(String id) {
        return disk.textAfterPowerFailure().contains(id(id));
    }

    private void stallFirstForce(String operation) throws IOException {
        if (operation.equals(FORCE) && disk.count(FORCE) == 1) {
            await(goOn);
        }
    }

    private void stallAndFailFirstForce(String operation) throws IOException {
        if (operation.equals(FORCE) && disk.count(FORCE) == 1) {
            await(goOn);
            failForce(operation);
        }
    }

    private static void failForce(String operation) throws IOException {
        if (operation.equals(FORCE)) {
            throw new IOException("Input/output error");
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
