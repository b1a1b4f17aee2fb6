package dev.sallyport.opa;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.action.RunUser;
import dev.sallyport.action.RunUser.Identity;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.Finding;
import dev.sallyport.engine.ApiVersion;
import dev.sallyport.engine.Call;
import dev.sallyport.engine.Document;
import java.security.cert.CertificateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What OPA is told of a request: the document of opa-docker-authz, field by field, so that its policies run unchanged,
 * and all that is new under the one key {@code sallyport}. Described in docs/opa.md and docs/opa-input.schema.json.
 */
final class InputDocument {

    private final Redaction redaction;

    InputDocument(Redaction redaction) {
        this.redaction = redaction;
    }

    /**
     * The document.
     *
     * @param call the action's call
     * @param found what those found who were asked before; what does not refuse is left out
     * @throws CertificateException if the client's certificate cannot be read
     */
    Map<String, @Nullable Object> of(Action action, Call call, List<Finding> found) throws CertificateException {
        AccessRequest request = action.request();
        Map<String, @Nullable Object> input = new LinkedHashMap<>();
        input.put("Headers", new TreeMap<>(request.headers()));
        input.put("Path", redaction.target(request.target()));
        input.put("PathPlain", call.target().fullPath());
        input.put("PathArr", List.of(call.target().fullPath().split("/", -1)));
        input.put("Query", redaction.query(action, call).parameters());
        input.put("Method", request.method());
        input.put("User", request.subject().user());
        input.put("AuthMethod", request.subject().authentication());
        input.put("Body", action.body().map(body -> redaction.document(body, call.operation())).orElse(null));
        input.put("BindMounts", BindMounts.of(action));
        input.put("sallyport", redaction.document(sallyport(action, call, found), call.operation()));
        return input;
    }

    private static Map<String, @Nullable Object> sallyport(Action action, Call call, List<Finding> found)
            throws CertificateException {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("decisionId", action.id().value());
        document.put("operation", call.operation().id());
        document.put("group", call.operation().group().id());
        document.put("effect", call.operation().effect().name().toLowerCase(Locale.ROOT));
        document.put("apiVersion", call.target().version().map(ApiVersion::text).orElse(""));
        document.put("name", call.name());
        document.put("workload", null);
        document.put("process", null);
        document.put("unknownFields", List.of());
        for (Aspect aspect : action.aspects()) {
            switch (aspect) {
                case Aspect.Invocation invocation ->
                        document.put("unknownFields",
                                invocation.unknown().stream().map(Document.UnknownField::path).toList());
                case Aspect.Workload workload -> document.put("workload", WorkloadDocument.of(workload));
                case Aspect.ProcessStart process -> document.put("process", process(process));
                // What they say is in the body and in the query.
                case Aspect.ResourceChange _ -> {}
                case Aspect.VolumeCreation _ -> {}
                case Aspect.NetworkCreation _ -> {}
                case Aspect.NetworkAttachment _ -> {}
                case Aspect.ImageBuild _ -> {}
                case Aspect.Fetch _ -> {}
            }
        }
        document.put("peer", peer(action));
        document.put("violations",
                found.stream().filter(finding -> finding.force().refuses()).map(InputDocument::violation).toList());
        return document;
    }

    private static Map<String, Object> process(Aspect.ProcessStart process) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("user", user(process.user()));
        document.put("privileged", process.privileged());
        return document;
    }

    static Map<String, @Nullable Object> user(RunUser user) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("text", user.text());
        switch (user.identity()) {
            case Identity.Uid(long uid) -> identity(document, "known", uid, "");
            case Identity.AtStart() ->
                    identity(document, "at-start", null, "it is looked up when the container starts");
            case Identity.Unknown(String why, _) -> identity(document, "unknown", null, why);
            case Identity.Failed(String why) -> identity(document, "unknown", null, why);
        }
        return document;
    }

    private static void identity(Map<String, @Nullable Object> document, String state, @Nullable Long uid, String why) {
        document.put("state", state);
        document.put("uid", uid);
        document.put("why", why);
    }

    private static @Nullable Map<String, Object> peer(Action action) throws CertificateException {
        List<String> chain = action.request().subject().certificates();
        if (chain.isEmpty()) {
            return null;
        }
        PeerCertificate leaf = PeerCertificate.parse(chain.getFirst());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("commonName", leaf.commonName());
        document.put("subjectAlternativeNames", leaf.subjectAlternativeNames());
        document.put("sha256", leaf.sha256());
        return document;
    }

    private static Map<String, Object> violation(Finding finding) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rule", finding.rule());
        document.put("found", finding.found());
        document.put("wanted", finding.wanted());
        return document;
    }
}
