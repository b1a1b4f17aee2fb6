package dev.sallyport.config;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code plugin-config.json} says; {@code docs/configuration.md} explains each key.
 *
 * @param policy the policy file; empty for the built-in {@code hardened}
 */
public record Configuration(Socket socket, Optional<Path> policy, Docker docker, Audit audit, Limits limits) {

    /** What an empty file says. */
    public static final Configuration STANDARD = new Configuration(
            new Socket(Socket.PATH, Socket.MODE),
            Optional.empty(),
            new Docker(Docker.SOCKET, Docker.TIMEOUT, Docker.MAX_IN_FLIGHT),
            new Audit(Audit.FILE, Record.CHANGES, Sync.BATCHED, OnError.DENY, Audit.MAX_BYTES, Audit.KEEP),
            new Limits(Limits.MAX_MESSAGE_BYTES, Limits.MAX_CONNECTIONS, Limits.STALL, Limits.DECISION));

    public Configuration withPolicy(Path file) {
        return new Configuration(socket, Optional.of(file), docker, audit, limits);
    }

    public Configuration withSocket(Path path) {
        return new Configuration(new Socket(path, socket.mode()), policy, docker, audit, limits);
    }

    /** Where dockerd finds the plugin; the file's name without {@code .sock} is the plugin's name. */
    public record Socket(Path path, Set<PosixFilePermission> mode) {
        static final Path PATH = Path.of("/run/docker/plugins/sallyport.sock");
        static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");
    }

    /** @param maxInFlight how many questions to dockerd may be under way */
    public record Docker(Path socket, Duration timeout, int maxInFlight) {
        static final Path SOCKET = Path.of("/var/run/docker.sock");
        static final Duration TIMEOUT = Duration.ofSeconds(2);
        static final int MAX_IN_FLIGHT = 64;
    }

    public enum OnError {
        DENY,
        ALLOW
    }

    /**
     * @param record which decisions: {@code denied}, {@code changes} or {@code all}
     * @param sync when records are forced to disk: {@code none}, {@code batched} or {@code each}
     * @param onError what becomes of a request whose record cannot be written
     * @param maxBytes at what size the file is set aside; 0 for never
     * @param keep how many set-aside files are kept
     */
    public record Audit(Path file, Record record, Sync sync, OnError onError, long maxBytes, int keep) {
        static final Path FILE = Path.of("/var/log/sallyport/audit.jsonl");
        static final long MAX_BYTES = 64L << 20;
        static final int KEEP = 10;
    }

    public enum Record {
        DENIED,
        CHANGES,
        ALL
    }

    public enum Sync {
        NONE,
        BATCHED,
        EACH
    }

    /**
     * @param maxMessageBytes the largest message of dockerd, in bytes
     * @param maxConnections how many connections may be open
     * @param stall how long a started message may make no progress
     * @param decision how long one decision may take
     */
    public record Limits(int maxMessageBytes, int maxConnections, Duration stall, Duration decision) {
        static final int MIN_MESSAGE_BYTES = 8 << 20;
        static final int MAX_MESSAGE_BYTES = 16 << 20;
        static final int MAX_CONNECTIONS = 1000;
        static final Duration STALL = Duration.ofSeconds(10);
        static final Duration DECISION = Duration.ofSeconds(10);
    }
}
