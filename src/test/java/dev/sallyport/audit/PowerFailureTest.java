package dev.sallyport.audit;

import static dev.sallyport.audit.AuditLogs.id;
import static dev.sallyport.audit.AuditLogs.record;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code each}, whatever was acknowledged is there after a power failure, in whatever moment it comes. */
@Timeout(120)
final class PowerFailureTest {

    private static final int RECORDS = 12;

    @Test
    void nothingAcknowledgedIsMissingWhicheverOperationIsTheLast() throws IOException {
        int last = 0;
        while (losesPowerAfter(last)) {
            last++;
        }
        assertTrue(last > 5 * RECORDS, "it was over after " + last + " operations: nothing was rotated");
    }

    /** Returns whether there was still something to do. */
    private static boolean losesPowerAfter(int operations) throws IOException {
        FakeDisk disk = new FakeDisk();
        AtomicInteger done = new AtomicInteger();
        disk.fault(_ -> {
            if (done.incrementAndGet() > operations) {
                throw new IOException("no power");
            }
        });
        List<String> acknowledged = new ArrayList<>();
        try (AuditLog log = AuditLogs.open(disk, AuditLog.Sync.EACH, 600, 1000)) {
            for (int n = 0; n < RECORDS; n++) {
                log.append(record("" + n));
                acknowledged.add("" + n);
            }
        } catch (IOException e) {
            // What comes after a power failure, comes after it.
        }
        assertAllSurvive(disk, acknowledged, operations);
        return done.get() > operations;
    }

    private static void assertAllSurvive(FakeDisk disk, Iterable<String> acknowledged, int operations) {
        for (String text : disk.textsAfterPowerFailure()) {
            for (String each : acknowledged) {
                assertTrue(text.contains(id(each)), "record " + each + " is missing after operation " + operations
                        + ": " + disk.operations());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nothingAcknowledgedIsMissingOnADiskWhoseForcesFailNowAndThen(long seed) throws IOException {
        FakeDisk disk = new FakeDisk();
        Random random = new Random(seed);
        disk.fault(operation -> {
            if (operation.startsWith("force") && random.nextInt(4) == 0) {
                throw new IOException("Input/output error");
            }
        });
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        try (AuditLog log = AuditLogs.open(disk, AuditLog.Sync.EACH, 5000, 1000)) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int thread = 0; thread < 6; thread++) {
                    String prefix = thread + "-";
                    threads.execute(() -> appendWhatever(log, prefix, acknowledged));
                }
            }
            assertAllSurvive(disk, acknowledged, -1);
        } catch (IOException e) {
            // The last force may be one that fails.
        }
        assertTrue(acknowledged.size() > 10, "only " + acknowledged.size() + " were acknowledged");
    }

    private static void appendWhatever(AuditLog log, String prefix, Collection<String> acknowledged) {
        for (int n = 0; n < 50; n++) {
            try {
                log.append(record(prefix + n));
                acknowledged.add(prefix + n);
            } catch (IOException e) {
                // Not acknowledged.
            }
        }
    }
}
