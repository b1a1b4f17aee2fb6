package dev.sallyport.cli;

import dev.sallyport.config.Configuration;
import dev.sallyport.config.Configuration.OnError;
import dev.sallyport.http.BoundedHttp;
import dev.sallyport.http.BoundedHttp.Bounds;
import dev.sallyport.http.Peer;
import dev.sallyport.http.PemTls;
import dev.sallyport.opa.HealthCheck;
import dev.sallyport.opa.OpaClient;
import dev.sallyport.opa.OpaDecisionPoint;
import dev.sallyport.plugin.Judging;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Puts together what asks OPA, from a configuration. */
record OpaAssembly(Configuration.Opa configuration, OpaClient client) implements Closeable {

    private static final System.Logger LOG = System.getLogger(OpaAssembly.class.getName());

    /** A decision with its reasons has some hundred bytes. */
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    /** @throws IOException if a file for TLS cannot be read */
    static OpaAssembly of(Configuration.Opa opa) throws IOException {
        BoundedHttp http = new BoundedHttp(
                Peer.of(opa.url().uri(), tls(opa)), new Bounds(
                        opa.timeout(), opa.maxInFlight(), MAX_ANSWER_BYTES, Judging::isRoomFor));
        return new OpaAssembly(opa, new OpaClient(opa.url().toString(), opa.token(), opa.strictBuiltinErrors(), http));
    }

    private static Optional<SSLContext> tls(Configuration.Opa opa) throws IOException {
        Configuration.Tls tls = opa.tls();
        Optional<PemTls.Identity> identity =
                tls.certificate().flatMap(certificate -> tls.key().map(key -> new PemTls.Identity(certificate, key)));
        return tls.ca().isEmpty() && identity.isEmpty() ? Optional.empty() : Optional.of(PemTls.of(tls.ca(), identity));
    }

    OpaDecisionPoint decisionPoint() {
        return new OpaDecisionPoint(
                client, configuration.path().names(), configuration.redactEnvironment(),
                configuration.onError() == OnError.DENY);
    }

    /** Files that would let a container decide in OPA's place. */
    Stream<Path> ownFiles() {
        return Stream.of(configuration.url().socket(), configuration.token(), configuration.tls().key())
                .flatMap(Optional::stream);
    }

    /** What an operator should know of the configuration, before anything is judged. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (configuration.onError() == OnError.ALLOW) {
            warnings.add("opa.onError is `allow`: a request that OPA gives no answer to is judged without it");
        }
        if ("http".equals(configuration.url().uri().getScheme()) && !isLoopback(configuration.url().uri().getHost())) {
            warnings.add("opa.url is http on another host: anybody on the network path can answer in OPA's place");
        }
        if (configuration.url().socket().isEmpty() && configuration.token().isEmpty()
                && configuration.tls().certificate().isEmpty()) {
            warnings.add("OPA is asked on TCP without a token or a client certificate: "
                    + "whoever can connect to it may be able to change its policy");
        }
        return warnings;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Says whether OPA can decide. Takes a few times the timeout at most. */
    void checkHealth() {
        problem().ifPresentOrElse(
                problem -> LOG.log(System.Logger.Level.WARNING,
                        "{0}: {1}; until that is fixed, requests that need OPA are {2}", configuration.url(), problem,
                        configuration.onError() == OnError.DENY ? "denied" : "judged without it"),
                () -> LOG.log(System.Logger.Level.INFO, "OPA at {0} decides, by {1}", configuration.url(),
                        configuration.path()));
    }

    /** What keeps OPA from deciding; empty if nothing does. Takes a few times the timeout at most. */
    Optional<String> problem() {
        return new HealthCheck(client, configuration.path().names()).problem();
    }

    @Override
    public void close() {
        client.close();
    }
}
