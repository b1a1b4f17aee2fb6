package dev.sallyport.systemd;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * The systemd that started this process and wants to hear from it (sd_notify(3), sd_watchdog_enabled(3)).
 *
 * @param notifySocket where it listens
 * @param watchdog after how long without a word it kills the process, if it does
 */
public record ServiceManager(String notifySocket, Optional<Duration> watchdog) {

    private static final System.Logger LOG = System.getLogger(ServiceManager.class.getName());
    /** systemd recommends half of the time; a third leaves room for one ping that comes late. */
    private static final int PINGS_IN_TIME = 3;

    /** Finds out whether the service does its work. */
    public interface Probe {
        /** Returns when it does; never, if it does not answer. */
        void run() throws IOException;
    }

    public static Optional<ServiceManager> find(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
                .map(socket -> new ServiceManager(socket, watchdog(environment)));
    }

    /** systemd says for whom it is meant: children inherit the environment. */
    private static Optional<Duration> watchdog(Map<String, String> environment) {
        String pid = String.valueOf(ProcessHandle.current().pid());
        return Optional.ofNullable(environment.get("WATCHDOG_USEC"))
                .filter(_ -> pid.equals(environment.getOrDefault("WATCHDOG_PID", pid)))
                .map(micros -> Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
    }

    /**
     * Says that the service is ready, and from then on, as long as the probe finds it at work, that it is alive; all
     * of it on a thread of its own.
     */
    public void keepTold(Probe probe) {
        Thread.ofPlatform().daemon().name("sallyport-systemd").start(() -> {
            try {
                NotifySocket socket = NotifySocket.open(notifySocket);
                tell(socket, probe, "READY=1");
                if (watchdog.isPresent()) {
                    ping(socket, probe, watchdog.get().dividedBy(PINGS_IN_TIME));
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "systemd cannot be told that this service is alive", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void ping(NotifySocket socket, Probe probe, Duration interval) throws InterruptedException {
        while (true) {
            Thread.sleep(interval);
            tell(socket, probe, "WATCHDOG=1");
        }
    }

    private static void tell(NotifySocket socket, Probe probe, String state) {
        try {
            probe.run();
            socket.send(state);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "systemd was not told " + state + ": " + e.getMessage());
        }
    }
}
