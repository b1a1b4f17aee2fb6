package dev.sallyport.cli;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.config.Configuration;
import dev.sallyport.docker.DockerEngine;
import dev.sallyport.metrics.DecisionCounters;
import dev.sallyport.metrics.Family;
import dev.sallyport.metrics.Health;
import dev.sallyport.metrics.Health.Check;
import dev.sallyport.metrics.Page;
import dev.sallyport.metrics.PageServer;
import dev.sallyport.metrics.ProcessFigures;
import dev.sallyport.metrics.TextFormat;
import dev.sallyport.plugin.Judging;
import dev.sallyport.plugin.transport.BoundSocket;
import dev.sallyport.plugin.transport.UnixSocketServer;
import dev.sallyport.policy.Policy;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.xnio.IoUtils;

/** Tells how a running plugin is: counters for Prometheus, and whether it is well. */
final class Monitoring implements Closeable {

    private static final System.Logger LOG = System.getLogger(Monitoring.class.getName());

    private final Parts parts;
    private final Instant started = Instant.now();
    private final List<Closeable> open = new ArrayList<>();

    /** Whatever has something to tell. */
    record Parts(Assembly assembly, AuditLog audit, Configuration.OnError onAuditError, DockerEngine docker,
            Judging judging, UnixSocketServer server, DecisionCounters decisions,
            PolicyReloads reloads) {}

    private Monitoring(Parts parts) {
        this.parts = parts;
    }

    /** What cannot be listened on is said, and left out: nobody is kept from the host for it. */
    static Monitoring start(Configuration.Metrics settings, Parts parts) {
        Monitoring monitoring = new Monitoring(parts);
        Map<String, Supplier<Page>> pages = Map.of(
                "/metrics", () -> new Page(200, TextFormat.CONTENT_TYPE, TextFormat.of(monitoring.families())),
                "/healthz", () -> monitoring.healthy().page(),
                "/readyz", () -> monitoring.ready().page());
        try {
            BoundSocket socket = BoundSocket.bind(settings.socket().path(), settings.mode().permissions());
            monitoring.open.add(socket);
            monitoring.open.add(PageServer.start(socket.channel(), pages));
            if (settings.port() > 0) {
                monitoring.open.add(PageServer.start(bind(settings.port()), pages));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no metrics: cannot listen where `metrics` says: {0}", e.getMessage());
        }
        return monitoring;
    }

    private static ServerSocketChannel bind(int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            channel.close();
            throw new IOException("port " + port + ": " + e.getMessage(), e);
        }
    }

    private Health healthy() {
        Judging.Load load = parts.judging().load();
        return new Health(List.of(new Check("judges", load.isStuck()
                ? Optional.of(load.lost() + " threads do not come back: something that is asked hangs")
                : Optional.empty())));
    }

    /** Whether a request would be judged now; without dockerd, which starts only after the plugin. */
    private Health ready() {
        List<Check> checks = new ArrayList<>(healthy().checks());
        boolean unwritten = parts.audit().state().failing();
        checks.add(new Check("audit", unwritten
                ? Optional.of("the last record could not be written; requests are "
                        + (parts.onAuditError() == Configuration.OnError.DENY ? "denied" : "let pass unrecorded"))
                : Optional.empty()));
        parts.assembly().opa().ifPresent(opa -> checks.add(new Check("opa", opa.client().isDown()
                ? Optional.of("gives no answers")
                : Optional.empty())));
        return new Health(checks);
    }

    private List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.add(new Family("sallyport_build_info", "Always 1: which version runs.", Family.Type.GAUGE,
                List.of(new Family.Sample(Map.of("version", VersionCommand.version()), 1))));
        families.addAll(policies());
        families.addAll(parts.decisions().families());
        families.addAll(audit(parts.audit().state()));
        families.addAll(peers());
        families.addAll(load(parts.judging().load()));
        families.add(Family.gauge("sallyport_connections", "Open connections of dockerd.",
                parts.server().openConnections()));
        families.addAll(ProcessFigures.families(started));
        return families;
    }

    private List<Family> policies() {
        List<Policy> policies = parts.assembly().policies().map(known -> known.inForce().policies()).orElse(List.of());
        return List.of(
                new Family("sallyport_policy_info", "Always 1: a policy that judges, and the SHA-256 of its text.",
                        Family.Type.GAUGE, policies.stream().map(Monitoring::info).toList()),
                new Family("sallyport_policy_rules", "Rules that a policy turns on.",
                        Family.Type.GAUGE, policies.stream()
                                .map(policy -> new Family.Sample(Map.of("policy", policy.name()),
                                        policy.rules().size()))
                                .toList()),
                Family.counters("sallyport_policy_reloads_total",
                        "How often the policy files were read anew, by what came of it, as in the audit log.",
                        "outcome", parts.reloads().outcomes()),
                Family.gauge("sallyport_policy_reload_failing",
                        "1 while something is wrong with the policy files, so that what they said before is in force.",
                        parts.reloads().isFailing() ? 1 : 0));
    }

    private static Family.Sample info(Policy policy) {
        return new Family.Sample(Family.labels("policy", policy.name(), "sha256", policy.hash()), 1);
    }

    private static List<Family> audit(AuditLog.State audit) {
        return List.of(
                Family.counter("sallyport_audit_records_total", "Records and events appended to the audit log.",
                        audit.records()),
                Family.counter("sallyport_audit_bytes_total", "Bytes appended to the audit log.", audit.bytes()),
                Family.counter("sallyport_audit_unwritten_total",
                        "Records and events that could not be written, or not be forced to disk as configured.",
                        audit.unwritten()),
                Family.counter("sallyport_audit_failures_total",
                        "Whatever went wrong with the audit log, those included.", audit.failures()),
                Family.counter("sallyport_audit_rotations_total", "How often the audit log was set aside.",
                        audit.rotations()),
                Family.gauge("sallyport_audit_file_bytes", "Size of the audit log's file.", audit.size()),
                Family.gauge("sallyport_audit_failing", "1 while the last record could not be written or forced.",
                        audit.failing() ? 1 : 0));
    }

    private List<Family> peers() {
        List<Family> families = new ArrayList<>();
        families.add(Family.counters("sallyport_docker_questions_total",
                "Questions to dockerd, by how they ended.", "outcome", parts.docker().outcomes()));
        parts.assembly().opa().ifPresent(opa -> {
            families.add(Family.counters("sallyport_opa_questions_total",
                    "Questions to OPA, by how they ended; not those that were spared while it is down.", "outcome",
                    opa.client().outcomes()));
            families.add(Family.gauge("sallyport_opa_down", "1 while OPA is known to give no answers.",
                    opa.client().isDown() ? 1 : 0));
        });
        return families;
    }

    private static List<Family> load(Judging.Load load) {
        return List.of(
                Family.gauge("sallyport_judging", "Requests that are judged now by a thread of their own.",
                        load.judging()),
                Family.gauge("sallyport_judging_waiting", "Requests that wait for a thread or for memory.",
                        load.waiting()),
                Family.gauge("sallyport_judging_lost_threads",
                        "Threads that did not come back before their request's deadline, nor since.", load.lost()),
                Family.gauge("sallyport_message_budget_free_bytes", "What is left of the room for large messages.",
                        load.messageBytesLeft()),
                Family.counter("sallyport_refused_overload_total",
                        "Requests refused at once because too much was being judged.", load.turnedAway()),
                Family.counter("sallyport_refused_late_total",
                        "Requests refused because no decision was made in time.", load.late()));
    }

    @Override
    public void close() {
        open.reversed().forEach(IoUtils::safeClose);
    }
}
