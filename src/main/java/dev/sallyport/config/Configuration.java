package dev.sallyport.config;

import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code plugin-config.json} says; {@code docs/configuration.md} explains each key.
 *
 * @param judges which decision points are asked
 * @param policy the policy file; empty for the built-in {@code hardened}
 */
public record Configuration(
        Socket socket, Set<Judge> judges, Optional<Path> policy, Docker docker, Opa opa, Audit audit, Limits limits) {

    /** What an empty file says. */
    public static final Configuration STANDARD = new Configuration(
            new Socket(Socket.PATH, Socket.MODE),
            Set.of(Judge.RULES),
            Optional.empty(),
            new Docker(Docker.SOCKET, Docker.TIMEOUT, Docker.MAX_IN_FLIGHT),
            new Opa(Opa.URL, Opa.PATH, Optional.empty(), Tls.NONE, Opa.TIMEOUT, Opa.MAX_IN_FLIGHT, OnError.DENY, false),
            new Audit(Audit.FILE, Record.CHANGES, Sync.BATCHED, OnError.DENY, Audit.MAX_BYTES, Audit.KEEP),
            new Limits(Limits.MAX_MESSAGE_BYTES, Limits.MAX_CONNECTIONS, Limits.STALL, Limits.DECISION));

    public Configuration withPolicy(Path file) {
        return new Configuration(socket, judges, Optional.of(file), docker, opa, audit, limits);
    }

    public Configuration withSocket(Path path) {
        return new Configuration(new Socket(path, socket.mode()), judges, policy, docker, opa, audit, limits);
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

    /** What judges. */
    public enum Judge {
        RULES,
        OPA
    }

    /**
     * @param url of OPA, with the scheme http or https and without a path; or {@code unix:} and the socket's absolute path
     * @param path of the decision in OPA's data
     * @param token a file with the bearer token
     * @param timeout for one decision, a retry included
     * @param maxInFlight how many questions to OPA may be under way
     * @param onError what becomes of a request that OPA gave no clean answer to
     * @param redactEnvironment whether the values of environment variables and the like are kept from OPA
     */
    public record Opa(
            URI url,
            String path,
            Optional<Path> token,
            Tls tls,
            Duration timeout,
            int maxInFlight,
            OnError onError,
            boolean redactEnvironment) {
        static final URI URL = URI.create("http://127.0.0.1:8181");
        static final String PATH = "docker/authz/allow";
        static final Duration TIMEOUT = Duration.ofSeconds(1);
        static final int MAX_IN_FLIGHT = 64;

        /** The unix socket, if that is where OPA listens. */
        public Optional<Path> socket() {
            return url.getScheme().equals("unix") ? Optional.of(Path.of(url.getPath())) : Optional.empty();
        }
    }

    /**
     * PEM files.
     *
     * @param ca the authorities to trust; empty for those that the JDK trusts
     * @param certificate the client certificate, its chain behind it
     * @param key the client certificate's key, PKCS #8; there if and only if the certificate is
     */
    public record Tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
        static final Tls NONE = new Tls(Optional.empty(), Optional.empty(), Optional.empty());
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
        static final int MAX_CONNECTIONS = 100_000;
        static final Duration STALL = Duration.ofSeconds(10);
        static final Duration DECISION = Duration.ofSeconds(10);
    }
}
