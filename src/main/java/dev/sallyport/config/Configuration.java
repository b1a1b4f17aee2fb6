package dev.sallyport.config;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.Range;
import dev.sallyport.settings.Size;
import dev.sallyport.settings.SocketPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What {@code plugin-config.json} says. Each component is a key; docs/configuration.md is made from these records. */
// @formatter:off: each key stands beneath its @Doc
public record Configuration(
        Socket socket,
        @Doc("What judges: `rules` (the built-in rules, by `policy`), `opa` (see [opa.md](opa.md)), or both. "
                + "Either can deny.")
                List<Judge> judges,
        @Doc("The policy file; without it, the built-in `hardened`.")
                Optional<Path> policy,
        @Doc("A file with [bindings](bindings.md): who is judged by another policy than that.")
                Optional<Path> bindings,
        @Doc("Files with [exemptions](exemptions.md) from the policy.")
                List<Path> exemptions,
        Docker docker,
        Opa opa,
        Audit audit,
        Metrics metrics,
        Limits limits) {

    /** What an empty file says. */
    public static final Configuration STANDARD = new Configuration(
            Socket.STANDARD, List.of(Judge.RULES), Optional.empty(), Optional.empty(), List.of(),
            Docker.STANDARD, Opa.STANDARD, Audit.STANDARD, Metrics.STANDARD, Limits.STANDARD);

    public Configuration withPolicy(Path file) {
        return new Configuration(
                socket, judges, Optional.of(file), bindings, exemptions, docker, opa, audit, metrics, limits);
    }

    public Configuration withSocket(Path path) {
        Socket there = new Socket(new SocketPath(path), socket.mode());
        return new Configuration(there, judges, policy, bindings, exemptions, docker, opa, audit, metrics, limits);
    }

    /** Where dockerd finds the plugin. */
    public record Socket(
            @Doc("Where Sallyport listens. The file's name without `.sock` is the plugin's name for dockerd.")
                    SocketPath path,
            @Doc("The socket's mode. Only dockerd, which is root, has any business there. "
                    + "A socket that systemd keeps has the mode of its unit.")
                    FileMode mode) {
        static final Socket STANDARD =
                new Socket(SocketPath.of("/run/docker/plugins/sallyport.sock"), FileMode.parse("0600"));
    }

    public record Docker(
            @Doc("Where dockerd answers questions about images, containers and volumes. "
                    + "The rule `host-paths` keeps it from being mounted.")
                    SocketPath socket,
            @Doc("How long one question may take; a later answer is a denial.")
            @Range(min = 1, max = 60_000)
                    Duration timeout,
            @Doc("How many questions may be under way; further ones wait within their time.")
            @Range(min = 1, max = 10_000)
                    int maxInFlight) {
        static final Docker STANDARD = new Docker(SocketPath.of("/var/run/docker.sock"), Duration.ofSeconds(2), 64);
    }

    /** What judges. */
    public enum Judge {
        RULES,
        OPA
    }

    public record Opa(
            @Doc("Where Open Policy Agent listens: `http://HOST:PORT`, `https://HOST:PORT` or `unix:///PATH`. "
                    + "Any key of `opa` needs `opa` in `judges`.")
                    OpaUrl url,
            @Doc("The decision's path in OPA's data.")
                    OpaPath path,
            @Doc("A file with a bearer token; read anew for each question.")
                    Optional<Path> token,
            Tls tls,
            @Doc("How long one decision of OPA may take, a retry included.")
            @Range(min = 1, max = 60_000)
                    Duration timeout,
            @Doc("How many questions to OPA may be under way; further ones wait within their time.")
            @Range(min = 1, max = 10_000)
                    int maxInFlight,
            @Doc("What becomes of a request that OPA gives no answer to: `deny`, or `allow` if nothing else denies it. "
                    + "An answer that makes no sense denies in any case.")
                    OnError onError,
            @Doc("Whether OPA is told of environment variables, build arguments and secrets without their values.")
                    boolean redactEnvironment,
            @Doc("Whether a built-in function that fails in the policy is an error, and so a denial that says where, "
                    + "and not undefined, as in OPA itself and in opa-docker-authz. Recommended: without it a rule "
                    + "that denies is silent where it fails.")
                    boolean strictBuiltinErrors) {
        static final Opa STANDARD = new Opa(OpaUrl.parse("http://127.0.0.1:8181"), new OpaPath("docker/authz/allow"),
                Optional.empty(), Tls.STANDARD, Duration.ofSeconds(1), 64, OnError.DENY, false, false);
    }

    /** The client certificate and its key are both there or neither. */
    public record Tls(
            @Doc("A PEM file with the authorities that OPA's certificate is checked against; "
                    + "without it, those that Java trusts.")
                    Optional<Path> ca,
            @Doc("A PEM file with the client certificate, its chain behind it.")
                    Optional<Path> certificate,
            @Doc("A PEM file with the client certificate's key: PKCS #8, not encrypted.")
                    Optional<Path> key) {
        static final Tls STANDARD = new Tls(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public enum OnError {
        DENY,
        ALLOW
    }

    public record Audit(
            @Doc("The audit log: see [audit.md](audit.md).")
                    Path file,
            @Doc("What is recorded: `denied`; `changes` (denials, and permits of what changes something or reads "
                    + "secrets); `all`.")
                    AuditTrail.Scope record,
            @Doc("When records go from the kernel to the disk: `none` (when the kernel sees fit), "
                    + "`batched` (every 100 ms), `each` (before every answer).")
                    AuditLog.Sync sync,
            @Doc("What becomes of a request whose record cannot be written: `deny` or `allow`.")
                    OnError onError,
            @Doc("At what size the file is set aside and compressed; 0 for never, as when logrotate does it.")
                    Size maxBytes,
            @Doc("How many set-aside files are kept.")
            @Range(min = 0, max = 10_000)
                    int keep) {
        static final Audit STANDARD = new Audit(Path.of("/var/log/sallyport/audit.jsonl"), AuditTrail.Scope.CHANGES,
                AuditLog.Sync.BATCHED, OnError.DENY, Size.ofMebibytes(64), 10);
    }

    /** Where the plugin tells how it is. */
    public record Metrics(
            @Doc("A second socket, where Sallyport tells how it is: see [monitoring.md](monitoring.md). "
                    + "`sallyport status` asks there. Where it cannot listen, the plugin says so and serves without.")
                    SocketPath socket,
            @Doc("That socket's mode.")
                    FileMode mode,
            @Doc("A TCP port of 127.0.0.1 where the same is told to everybody on the host; 0 for none.")
            @Range(min = 0, max = 65_535)
                    int port) {
        static final Metrics STANDARD =
                new Metrics(SocketPath.of("/run/sallyport/metrics.sock"), FileMode.parse("0600"), 0);
    }

    public record Limits(
            @Doc("The largest message of dockerd; at least 8 MiB. A larger one fails the request.")
            @Range(min = 8 << 20, max = 1 << 30)
                    Size maxMessageBytes,
            @Doc("How many connections may be open; further ones wait in the kernel.")
            @Range(min = 8, max = 100_000)
                    int maxConnections,
            @Doc("How long a message may take to arrive, and an answer to be taken.")
            @Range(min = 1, max = 60_000)
                    Duration stall,
            @Doc("How long one decision may take; a later one is a denial.")
            @Range(min = 1, max = 60_000)
                    Duration decision) {
        static final Limits STANDARD =
                new Limits(Size.ofMebibytes(16), 100_000, Duration.ofSeconds(10), Duration.ofSeconds(10));
    }
}
// @formatter:on
