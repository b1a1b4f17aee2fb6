package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.ImageReference;
import java.util.List;

/** {@value #ID}: a tag can move; a digest cannot. */
final class ImageDigest implements WorkloadRule {

    static final String ID = "image-digest";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID, "names its image by digest", "CIS 4.5, 5.28", List.of(), (_, _) -> new ImageDigest());

    @Override
    public void judge(Aspect.Workload workload, Findings findings) {
        if (ImageReference.parse(workload.image()).digest().isEmpty()) {
            findings.add("image " + workload.image() + " is not pinned", "a digest", "NAME@sha256:...");
        }
    }
}
