package dev.sallyport.opa;

import dev.sallyport.action.Action;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Authority;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Finding.About;
import dev.sallyport.decision.Force;
import dev.sallyport.decision.Mend;
import dev.sallyport.engine.Call;
import dev.sallyport.judge.Decision;
import dev.sallyport.judge.DecisionPoint;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;

/**
 * Judges by asking Open Policy Agent. Whatever is not a clean permit denies, unless the operator has said otherwise.
 */
public final class OpaDecisionPoint implements DecisionPoint {

    private static final String ID = "opa";

    private final OpaClient client;
    private final String path;
    private final Authority authority;
    private final InputDocument document;
    private final boolean denyOnError;

    /**
     * @param path of the decision in OPA's data, such as {@code docker/authz/allow}
     * @param redact whether secrets are kept from OPA
     * @param denyOnError whether a request is denied that OPA failed on
     */
    public OpaDecisionPoint(OpaClient client, String path, boolean redact, boolean denyOnError) {
        this.client = client;
        this.path = path;
        this.authority = new Authority(path, "");
        this.document = new InputDocument(new Redaction(redact));
        this.denyOnError = denyOnError;
    }

    @Override
    public Decision decide(Action action, List<Finding> found) {
        if (isPing(action.request())) {
            return Decision.of(authority, List.of());
        }
        if (action.call().isEmpty() || !action.obstacles().isEmpty()) {
            // Denied by now; and of what could not be understood there is nothing to tell.
            return Decision.silent(authority);
        }
        return switch (ask(action, action.call().get(), found)) {
            case OpaAnswer.Decided decided ->
                    Decision.of(authority, findings(decided)).with(reference(decided.decisionId()));
            case OpaAnswer.Failed failed ->
                    Decision.of(authority, List.of(finding(failed))).with(reference(failed.decisionId()));
        };
    }

    /** opa-docker-authz does not ask about it either: its policies need not know that the docker CLI begins with it. */
    private static boolean isPing(AccessRequest request) {
        return request.method().equals("HEAD") && request.target().equals("/_ping");
    }

    private OpaAnswer ask(Action action, Call call, List<Finding> found) {
        try {
            return client.ask(path, document.of(action, call, found));
        } catch (CertificateException e) {
            return new OpaAnswer.Failed(OpaFailure.CERTIFICATE, String.valueOf(e.getMessage()));
        }
    }

    private List<Finding> findings(OpaAnswer.Decided decided) {
        if (decided.allowed()) {
            return List.of();
        }
        List<String> reasons =
                decided.reasons().isEmpty() ? List.of("denied by the policy at " + path) : decided.reasons();
        // Only the policy knows whether it denies this to everybody, or to one what it permits the container's owner.
        About about = decided.remove() ? About.CONTAINER : About.REQUEST;
        return reasons.stream().map(reason -> new Finding(ID, reason, "", Mend.NONE, about, Force.DENIES)).toList();
    }

    private Finding finding(OpaAnswer.Failed failed) {
        String detail = failed.detail().isEmpty() ? "" : " (" + failed.detail() + ")";
        Finding finding = Finding.fails(failed.failure().id(), failed.failure().message() + detail);
        return failed.failure().isOutage() && !denyOnError ? finding.with(Force.PASSED_OVER) : finding;
    }

    private static Optional<Decision.Reference> reference(String decisionId) {
        return decisionId.isEmpty() ? Optional.empty() : Optional.of(new Decision.Reference(ID, decisionId));
    }
}
