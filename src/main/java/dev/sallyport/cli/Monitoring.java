package dev.sallyport.cli;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.config.Configuration;
import dev.sallyport.docker.DockerEngine;
import dev.sallyport.metrics.DecisionCounters;
import dev.sallyport.metrics.Health;
import dev.sallyport.metrics.Health.Check;
import dev.sallyport.metrics.Page;
import dev.sallyport.metrics.PageServer;
import dev.sallyport.metrics.Recent;
import dev.sallyport.metrics.TextFormat;
import dev.sallyport.plugin.Judging;
import dev.sallyport.plugin.transport.BoundSocket;
import dev.sallyport.plugin.transport.UnixSocketServer;
import dev.sallyport.policy.Mode;
import dev.sallyport.policy.Policy;
import dev.sallyport.rules.RuleCatalogue;
import dev.sallyport.rules.RuleDefinition;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.xnio.IoUtils;

/** Tells how a running plugin is: counters for Prometheus, and whether it is well. */
final class Monitoring implements Closeable {

    private static final System.Logger LOG = System.getLogger(Monitoring.class.getName());

    private final Parts parts;
    private final Instant started = Instant.now();
    private final Recent recent = new Recent();
    private final List<Closeable> open = new ArrayList<>();

    /** Whatever has something to tell. */
    record Parts(Assembly assembly, AuditLog audit, Configuration.Audit auditSettings, DockerEngine docker,
            Judging judging, UnixSocketServer server, DecisionCounters decisions,
            PolicyReloads reloads) {}

    private Monitoring(Parts parts) {
        this.parts = parts;
    }

    /** What cannot be listened on is said, and left out: nobody is kept from the host for it. */
    static Monitoring start(Configuration.Metrics settings, Parts parts) {
        Monitoring monitoring = new Monitoring(parts);
        Map<String, Supplier<Page>> pages = Map.of(
                "/metrics",
                () -> new Page(200, TextFormat.CONTENT_TYPE,
                        TextFormat.of(MetricFamilies.of(parts, monitoring.started))),
                "/healthz", () -> monitoring.healthy().page(),
                "/readyz", () -> monitoring.ready().page(),
                "/status", () -> page(monitoring.status(), "text/plain; charset=utf-8", StatusReport::text),
                "/status.json", () -> page(monitoring.status(), "application/json", StatusReport::json));
        Thread.ofVirtual().start(monitoring::look);
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

    private static Page page(StatusReport status, String type, Function<StatusReport, String> form) {
        return new Page(status.isWell() ? 200 : 503, type, form.apply(status));
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
                        + (parts.auditSettings().onError() == Configuration.OnError.DENY
                                ? "denied"
                                : "let pass unrecorded"))
                : Optional.empty()));
        parts.assembly().opa().ifPresent(opa -> checks.add(new Check("opa", opa.client().isDown()
                ? Optional.of("gives no answers")
                : Optional.empty())));
        return new Health(checks);
    }

    /** Once a minute. */
    private void look() {
        try {
            while (true) {
                Thread.sleep(Duration.ofMinutes(1));
                recent.sample(parts.decisions().totals());
            }
        } catch (InterruptedException e) {
            // Nobody has a reason to; it is told no more what was decided lately.
            Thread.currentThread().interrupt();
        }
    }

    private List<String> attention() {
        List<Check> checks = new ArrayList<>(ready().checks());
        checks.add(new Check("policy files", parts.reloads().mistake()
                .map(mistake -> mistake + "; what they said before is in force")));
        return checks.stream()
                .flatMap(check -> check.wrong().map(wrong -> check.about() + ": " + wrong).stream())
                .toList();
    }

    private StatusReport status() {
        AuditLog.State audit = parts.audit().state();
        DecisionCounters.Totals totals = parts.decisions().totals();
        Recent.Span span = recent.until(totals);
        return new StatusReport(Instant.now(),
                attention(),
                VersionCommand.version(), ProcessHandle.current().pid(), started,
                policies(parts).stream().map(this::status).toList(),
                new StatusReport.Decisions(totals.permitted(), totals.denied()),
                new StatusReport.Decisions(span.permitted(), span.denied()), span.minutes(),
                counts(parts.decisions().byRule("violations")), counts(parts.decisions().byRule("failures")),
                new StatusReport.AuditStatus(parts.auditSettings().file().toString(),
                        audit.failing() ? "failing" : "ok",
                        audit.size(), audit.records(), audit.unwritten(), audit.failures()),
                counts(parts.docker().outcomes()),
                counts(parts.assembly().opa().map(opa -> opa.client().outcomes()).orElse(Map.of())));
    }

    private StatusReport.PolicyStatus status(Policy policy) {
        Set<String> on = policy.rules().stream().map(Policy.Enabled::id).collect(Collectors.toSet());
        return new StatusReport.PolicyStatus(policy.name(), policy.hash(), policy.rules().size(),
                policy.rules().stream().filter(rule -> rule.mode() == Mode.OBSERVE).map(Policy.Enabled::id).toList(),
                RuleCatalogue.definitions().stream().map(RuleDefinition::id).filter(id -> !on.contains(id)).toList(),
                parts.reloads().loaded());
    }

    static List<Policy> policies(Parts parts) {
        return parts.assembly().policies().map(known -> known.inForce().policies()).orElse(List.of());
    }

    /** What has not happened is left out. */
    private static List<StatusReport.Count> counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> new StatusReport.Count(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public void close() {
        open.reversed().forEach(IoUtils::safeClose);
    }
}
