package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.ImageReference;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Mend;
import dev.sallyport.engine.Operation;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Optional;

/** {@code image-source}: images come from where the policy says. */
@Demand(value = "uses only images of the listed repositories, and brings in no others", controls = "CIS 4.2")
record ImageSource(
        @Doc("Repositories, with their registry (globs), such as docker.io/library/*.") List<RepositoryGlob> allowed,
        @Doc("Whether images may be loaded, imported, built or committed: "
                + "what is in them cannot be seen.") boolean imports)
        implements Rule {

    static final ImageSource STANDARD = new ImageSource(List.of(), false);

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            reference(workload.image(), findings);
        }
    }

    @Override
    public void invocation(Aspect.Invocation invocation, Findings findings) {
        boolean pull =
                invocation.operation() == Operation.IMAGE_CREATE && invocation.query().first("fromSrc").isEmpty();
        if (pull) {
            reference(invocation.query().first("fromImage"), findings);
        } else if (!imports
                && List.of(Operation.IMAGE_CREATE, Operation.IMAGE_LOAD, Operation.IMAGE_BUILD, Operation.IMAGE_COMMIT,
                        Operation.IMAGE_TAG).contains(invocation.operation())) {
            findings.add(invocation.operation().id() + " makes an image of unknown origin",
                    "a pull from an allowed repository", "", Admission.set("imports", true));
        }
    }

    private void reference(String text, Findings findings) {
        String repository = ImageReference.parse(text).repository();
        if (!Glob.any(allowed, repository)) {
            findings.add("image " + text + " (" + repository + ") is not of an allowed repository",
                    Findings.oneOf(allowed), Mend.NONE,
                    Optional.of(repository).filter(name -> !name.isEmpty())
                            .map(name -> Admission.add("allowed", Glob.literal(name))));
        }
    }
}
