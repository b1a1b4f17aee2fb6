package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import java.util.List;

/** {@value #ID}: what dockerd fetches by itself, it fetches from wherever the host can reach, its own loopback included. */
final class RemoteSources implements Rule {

    static final String ID = "remote-sources";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "makes dockerd fetch nothing from a URL: no build context, no image to import",
            "",
            List.of(Parameter.texts("allowed", List.of(), "URLs that may be fetched (globs), such as https://git.example/**.")),
            (arguments, _) -> new RemoteSources(arguments));

    private final List<String> patterns;
    private final Glob allowed;

    private RemoteSources(Arguments arguments) {
        this.patterns = arguments.texts("allowed");
        this.allowed = Glob.anyOf(patterns);
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Fetch(String url) -> {
                if (!allowed.matches(url)) {
                    findings.add("makes dockerd fetch `" + url + "`, from the host's own network",
                            patterns.isEmpty() ? "no URL" : "one of " + String.join(", ", patterns),
                            "fetch it yourself, and send it as the context or the file");
                }
            }
            case Aspect.Workload _, Aspect.Invocation _, Aspect.ResourceChange _, Aspect.ProcessStart _, Aspect.VolumeCreation _,
                    Aspect.NetworkCreation _, Aspect.NetworkAttachment _, Aspect.ImageBuild _ -> { }
        }
    }
}
