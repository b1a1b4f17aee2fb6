package dev.sallyport.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ServiceManagerTest {

    private static final String PID = String.valueOf(ProcessHandle.current().pid());

    @Test
    void nobodyIsToldWhereNobodyListens() {
        assertEquals(Optional.empty(), ServiceManager.find(Map.of("WATCHDOG_USEC", "1000000", "WATCHDOG_PID", PID)));
    }

    @Test
    void watchdogThatIsMeantForAnotherProcessIsNotFed() {
        assertEquals(Optional.of(new ServiceManager("/n", Optional.empty())),
                ServiceManager.find(Map.of("NOTIFY_SOCKET", "/n", "WATCHDOG_USEC", "1000000", "WATCHDOG_PID", "1")));
        assertEquals(Optional.of(new ServiceManager("/n", Optional.of(Duration.ofSeconds(1)))),
                ServiceManager.find(Map.of("NOTIFY_SOCKET", "/n", "WATCHDOG_USEC", "1000000", "WATCHDOG_PID", PID)));
    }
}
