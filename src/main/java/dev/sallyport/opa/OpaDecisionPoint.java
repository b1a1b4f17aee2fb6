package dev.sallyport.opa;

import dev.sallyport.action.Action;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Decision;
import dev.sallyport.decision.DecisionPoint;
import dev.sallyport.decision.Obligation;
import dev.sallyport.decision.Violation;
import dev.sallyport.engine.Call;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;

/** Judges by asking Open Policy Agent. Whatever is not a clean permit denies, unless the operator has said otherwise. */
public final class OpaDecisionPoint implements DecisionPoint<Action> {

    private static final String ID = "opa";

    private final OpaClient client;
    private final String path;
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
        this.document = new InputDocument(new Redaction(redact));
        this.denyOnError = denyOnError;
    }

    @Override
    public Decision decide(Action action, List<Violation> found) {
        if (isPing(action.request())) {
            return new Decision.Permit();
        }
        if (action.call().isEmpty() || !action.obstacles().isEmpty()) {
            // Denied by now; and of what could not be understood there is nothing to tell.
            return new Decision.NotApplicable();
        }
        return switch (ask(action, action.call().get(), found)) {
            case OpaAnswer.Decided decided ->
                decided.allowed() ? new Decision.Permit(reference(decided.decisionId())) : denied(action, decided);
            case OpaAnswer.Failed failed -> failed(failed);
        };
    }

    /** opa-docker-authz does not ask about it either: its policies need not know that the docker CLI begins with it. */
    private static boolean isPing(AccessRequest request) {
        return request.method().equals("HEAD") && request.target().equals("/_ping");
    }

    private OpaAnswer ask(Action action, Call call, List<Violation> found) {
        try {
            return client.ask(path, document.of(action, call, found));
        } catch (CertificateException e) {
            return new OpaAnswer.Failed(OpaFailure.CERTIFICATE, String.valueOf(e.getMessage()));
        }
    }

    private Decision denied(Action action, OpaAnswer.Decided decided) {
        List<Obligation> obligations = new ArrayList<>(reference(decided.decisionId()));
        if (decided.remove()) {
            // Only the policy knows whether it denies this to everybody, or to one what it permits the container's owner.
            obligations.addAll(action.removal());
        }
        return new Decision.Deny(violations(decided.reasons()), obligations);
    }

    private List<Violation> violations(List<String> reasons) {
        return reasons.isEmpty()
                ? List.of(new Violation(ID, "denied by the policy at " + path, ""))
                : reasons.stream().map(reason -> new Violation(ID, reason, "")).toList();
    }

    private Decision failed(OpaAnswer.Failed failed) {
        String detail = failed.detail().isEmpty() ? "" : " (" + failed.detail() + ")";
        Violation violation = new Violation(failed.failure().id(), failed.failure().message() + detail, "");
        List<Obligation> obligations = new ArrayList<>(reference(failed.decisionId()));
        if (denyOnError || failed.failure().isAnswer()) {
            return new Decision.Indeterminate(violation, obligations);
        }
        obligations.add(new Obligation.FailedOpen(violation));
        return new Decision.Permit(obligations);
    }

    private static List<Obligation> reference(String decisionId) {
        return decisionId.isEmpty() ? List.of() : List.of(new Obligation.Reference(ID, decisionId));
    }
}
