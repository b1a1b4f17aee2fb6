package dev.sallyport.cli;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.audit.PolicyTexts;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.decision.DecisionIds;
import dev.sallyport.docker.DockerEngine;
import dev.sallyport.facts.Question;
import dev.sallyport.metrics.DecisionCounters;
import dev.sallyport.plugin.AliveProbe;
import dev.sallyport.plugin.EnforcementPoint;
import dev.sallyport.plugin.Judging;
import dev.sallyport.plugin.PluginHandler;
import dev.sallyport.plugin.transport.ListeningSocket;
import dev.sallyport.plugin.transport.ServerLimits;
import dev.sallyport.plugin.transport.UnixSocketServer;
import dev.sallyport.policy.PolicyWatch;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Reason;
import dev.sallyport.systemd.ServiceManager;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport serve}: the plugin. */
@Command(
        name = "serve",
        description = "Run the plugin until SIGTERM. SIGHUP reopens the audit log, and reads the policy files anew.",
        footerHeading = "%nExample:%n",
        footer = "  sallyport serve --config /etc/sallyport/plugin-config.json")
final class ServeCommand implements Callable<Integer> {

    private static final System.Logger LOG = System.getLogger(ServeCommand.class.getName());

    private static final Set<String> OPTIONS = Set.of("--config", "--socket", "--policy");

    /** Leaves two of the five seconds in which the process must have ended. */
    private static final long DRAIN_MILLIS = 3000;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration, in JSON; {} takes every default.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Path config;

    @Option(names = "--socket", paramLabel = "PATH", description = "Listen here, not where the configuration says.")
    private @Nullable Path socket;

    @Option(names = "--policy", paramLabel = "FILE", description = "Judge by this policy, not the configuration's.")
    private @Nullable Path policy;

    /**
     * The command, if the arguments are {@code serve} and its options, each followed by its value, which is how a
     * service is started. Any other form is left to picocli, which says what is wrong with it, but takes as long to
     * load as all the rest.
     */
    static Optional<ServeCommand> plain(String[] arguments) {
        if (arguments.length % 2 == 0 || !arguments[0].equals("serve")) {
            return Optional.empty();
        }
        Map<String, Path> values = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            boolean odd =
                    !OPTIONS.contains(arguments[i]) || arguments[i + 1].isEmpty() || arguments[i + 1].startsWith("-");
            if (odd || values.put(arguments[i], Path.of(arguments[i + 1])) != null) {
                return Optional.empty();
            }
        }
        if (!values.containsKey("--config")) {
            return Optional.empty();
        }
        ServeCommand command = new ServeCommand();
        command.config = values.get("--config");
        command.socket = values.get("--socket");
        command.policy = values.get("--policy");
        return Optional.of(command);
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            serve(configuration());
            return Terminal.PERMITTED;
        } catch (InvalidSettingException e) {
            return Terminal.error(e);
        } catch (IOException e) {
            return Terminal.error(Reason.of(e));
        }
    }

    private Configuration configuration() throws InvalidSettingException {
        Configuration loaded = ConfigurationLoader.load(config);
        Configuration there = socket == null ? loaded : loaded.withSocket(socket.toAbsolutePath());
        return policy == null ? there : there.withPolicy(policy.toAbsolutePath());
    }

    private void serve(Configuration configuration) throws InvalidSettingException, IOException, InterruptedException {
        DockerEngine docker = new DockerEngine(
                configuration.docker().socket().path(), configuration.docker().timeout(),
                configuration.docker().maxInFlight(), Judging::isRoomFor);
        Assembly assembly = Assembly.of(configuration, Optional.of(config), docker);
        // Before the audit log is opened: somebody who starts a second Sallyport by mistake is told about the socket.
        ListeningSocket listening = ListeningSocket.open(
                configuration.socket().path().path(), configuration.socket().mode().permissions());
        AuditLog audit = openAudit(configuration.audit(), listening);
        PolicyTexts texts = new PolicyTexts(configuration.audit().file());
        Lifecycle lifecycle = new Lifecycle(audit, texts);
        lifecycle.starts(config, configuration, assembly);
        DecisionCounters decisions = new DecisionCounters();
        EnforcementPoint enforcementPoint = new EnforcementPoint(
                assembly.judge(),
                trail(audit, configuration.audit()),
                new EnforcementPoint.DockerSide(docker::isOwn, docker::remove),
                new EnforcementPoint.Origin(InstantSource.system(), new DecisionIds()),
                decisions::answered);
        Judging judging = new Judging(
                enforcementPoint, assembly.opa().isPresent(), bounds(configuration));
        ServerLimits limits = limits(configuration.limits());
        UnixSocketServer server = UnixSocketServer.start(
                listening,
                new PluginHandler(judging, limits.maxMessageBytes(), limits.stallMillis()),
                limits,
                ServeCommand::die);
        PolicyReloads reloads = new PolicyReloads(audit, texts);
        Optional<PolicyWatch> watch = assembly.policies().map(policies -> PolicyWatch.start(policies, reloads));
        Monitoring monitoring = Monitoring.start(configuration.metrics(), new Monitoring.Parts(
                assembly, audit, configuration.audit(), docker, judging, server, decisions, reloads));
        Signals.onHangup(() -> {
            reopen(audit);
            watch.ifPresent(PolicyWatch::hangUp);
        });
        Signals.onEnd(lifecycle::asked);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            lifecycle.stops();
            server.drain(DRAIN_MILLIS);
            watch.ifPresent(IoUtils::safeClose);
            IoUtils.safeClose(monitoring, judging);
            lifecycle.hasStopped();
            IoUtils.safeClose(assembly, audit, docker);
            stopped.countDown();
        }));
        // Loads what a look-up needs while nobody waits for one.
        Thread.ofVirtual().start(() -> docker.ask(new Question.Image("sallyport")));
        Thread.ofVirtual().start(() -> lifecycle.tellOfDockerd(docker, configuration.docker().socket().path()));
        assembly.warmUp();
        assembly.warnings().forEach(Terminal::warn);
        Terminal.say("serving on " + configuration.socket().path() + " by policy " + assembly.names());
        AliveProbe probe = new AliveProbe(listening.path(), docker.ownHeaders());
        ServiceManager.find(System.getenv()).ifPresent(systemd -> systemd.keepTold(probe::run));
        // Not before: OPA may itself be a container, that dockerd can start only when we serve.
        assembly.opa().ifPresent(opa -> Thread.ofVirtual().start(opa::checkHealth));
        stopped.await();
    }

    private static AuditLog openAudit(Configuration.Audit audit, ListeningSocket listening) throws IOException {
        try {
            return AuditLog.open(
                    new AuditLog.Options(audit.file(), audit.sync(), audit.maxBytes().bytes(), audit.keep()));
        } catch (IOException e) {
            IoUtils.safeClose(listening);
            throw new IOException("cannot open the audit log: " + Reason.of(e), e);
        }
    }

    private static AuditTrail trail(AuditLog log, Configuration.Audit audit) {
        return new AuditTrail(
                log, audit.record(), audit.onError() == Configuration.OnError.DENY);
    }

    private static Judging.Bounds bounds(Configuration configuration) {
        return Judging.Bounds.within(
                configuration.limits().decision(), configuration.audit().sync() == AuditLog.Sync.EACH);
    }

    /** Bounded by the configuration to what an int holds. */
    private static int maxMessageBytes(Configuration.Limits limits) {
        return Math.toIntExact(limits.maxMessageBytes().bytes());
    }

    private static ServerLimits limits(Configuration.Limits limits) {
        return new ServerLimits(maxMessageBytes(limits), limits.maxConnections(), (int) limits.stall().toMillis())
                .withinOpenFiles();
    }

    /**
     * At once, and without cleaning up: dockerd would wait for ever for a process that is alive and does not answer.
     */
    private static void die(Throwable cause) {
        try {
            Terminal.error("a thread that serves connections has ended, and so does the process: " + cause);
        } finally {
            Runtime.getRuntime().halt(Terminal.FAILED);
        }
    }

    private static void reopen(AuditLog audit) {
        try {
            audit.reopen();
            LOG.log(System.Logger.Level.INFO, "opened the audit log anew");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot open the audit log anew; still writing to the old one", e);
        }
    }
}
