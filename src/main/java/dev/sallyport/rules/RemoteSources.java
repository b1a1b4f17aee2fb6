package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;

/**
 * {@code remote-sources}: what dockerd fetches by itself, it fetches from wherever the host can reach, its own loopback
 * included.
 */
@Demand("makes dockerd fetch nothing from a URL: no build context, no image to import")
record RemoteSources(
        @Doc("URLs that may be fetched (globs), such as https://git.example/**.") List<Glob> allowed)
        implements Rule {

    static final RemoteSources STANDARD = new RemoteSources(List.of());

    @Override
    public void fetch(Aspect.Fetch fetch, Findings findings) {
        if (!Glob.any(allowed, fetch.url())) {
            findings.add("makes dockerd fetch `" + fetch.url() + "`, from the host's own network",
                    allowed.isEmpty() ? "no URL" : Findings.oneOf(allowed),
                    "fetch it yourself, and send it as the context or the file",
                    Admission.add("allowed", Glob.literal(fetch.url())));
        }
    }
}
