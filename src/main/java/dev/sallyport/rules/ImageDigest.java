package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.ImageReference;

/** {@code image-digest}: a tag can move; a digest cannot. */
@Demand(value = "names its image by digest", controls = "CIS 4.5, 5.28")
record ImageDigest() implements WorkloadRule {

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        if (ImageReference.parse(workload.image()).digest().isEmpty()) {
            findings.add("image " + workload.image() + " is not pinned", "a digest", "NAME@sha256:...");
        }
    }
}
