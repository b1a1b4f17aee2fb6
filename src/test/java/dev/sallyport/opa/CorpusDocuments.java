package dev.sallyport.opa;

import dev.sallyport.Corpus;
import dev.sallyport.action.Action;
import dev.sallyport.decision.Finding;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What OPA would be told of each request of the corpus, as if one rule had something against it. */
final class CorpusDocuments {

    private CorpusDocuments() {}

    static List<Map<String, @Nullable Object>> all() throws Exception {
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        InputDocument input = new InputDocument(new Redaction(false));
        for (Corpus.Scenario scenario : Corpus.load()) {
            scenario.replay(action -> {
                if (action.obstacles().isEmpty()) {
                    documents.add(document(input, action));
                }
                return true;
            });
        }
        return documents;
    }

    private static Map<String, @Nullable Object> document(InputDocument input, Action action) {
        try {
            return input.of(action, action.call().orElseThrow(), List.of(Finding.denies("a", "b", "c")));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
