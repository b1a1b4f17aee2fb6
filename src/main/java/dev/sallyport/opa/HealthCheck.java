package dev.sallyport.opa;

import dev.sallyport.action.Action;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.Call;
import dev.sallyport.engine.Operation;
import dev.sallyport.engine.RequestTarget;
import dev.sallyport.engine.UnreadableException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, before the first request does, whether OPA can decide; and if not, why. Of a path without a value OPA's
 * own answer does not tell whether the path is wrong, the rule has no value or nothing is loaded.
 */
public final class HealthCheck {

    private static final DecisionId PROBE = new DecisionId("0000000000000000");

    private final OpaClient client;
    private final String path;

    public HealthCheck(OpaClient client, String path) {
        this.client = client;
        this.path = path;
    }

    /** What is wrong, in one line; empty if OPA can decide. Asks for more than the decision only if there is none. */
    public Optional<String> problem() {
        return switch (client.ask(path, probe())) {
            case OpaAnswer.Decided _ -> Optional.empty();
            case OpaAnswer.Failed(OpaFailure failure, _, _) when failure == OpaFailure.UNDEFINED ->
                    Optional.of(undefined());
            case OpaAnswer.Failed(OpaFailure failure, String detail, _) ->
                    Optional.of(failure.message() + (detail.isEmpty() ? "" : " (" + detail + ")"));
        };
    }

    private String undefined() {
        if (client.isUnready()) {
            return "OPA's bundles or plugins are not active";
        }
        if (!client.hasData("", probe())) {
            return "OPA has no policy at all: no bundle is loaded, or none holds a policy";
        }
        int slash = path.lastIndexOf('/');
        String parent = slash < 0 ? "" : path.substring(0, slash);
        if (!client.hasData(parent, probe())) {
            return "OPA has no policy at " + parent + ": opa.path is wrong, or another bundle is loaded";
        }
        return "OPA's policy has no value at " + path
                + " for a plain ping: give the rule a `default`, or mend opa.path";
    }

    /** A request that changes nothing. */
    private static Map<String, @Nullable Object> probe() {
        AccessRequest request =
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, "GET", "/_ping", Map.of(), Optional.empty());
        try {
            Call call = new Call(Operation.SYSTEM_PING, "", RequestTarget.parse(request.target()));
            Action action = new Action(
                    PROBE, request, Optional.of(call), List.of(), List.of(), Optional.empty(), Optional.empty(),
                    Optional.empty());
            return new InputDocument(new Redaction(false)).of(action, call, List.of());
        } catch (UnreadableException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
