package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.ImageReference;
import dev.sallyport.engine.Operation;
import java.util.List;

/** {@value #ID}: images come from where the policy says. */
final class ImageSource implements Rule {

    static final String ID = "image-source";

    static final RuleDefinition DEFINITION = new RuleDefinition(
            ID,
            "uses only images of the listed repositories, and brings in no others",
            "CIS 4.2",
            List.of(
                    Parameter.texts("allowed", List.of(), "Repositories, with their registry (globs), such as docker.io/library/*."),
                    Parameter.flag("imports", false, "Whether images may be loaded, imported, built or committed: what is in them cannot be seen.")),
            (arguments, _) -> new ImageSource(arguments));

    private final List<String> patterns;
    private final Glob allowed;
    private final boolean imports;

    private ImageSource(Arguments arguments) {
        this.patterns = arguments.texts("allowed");
        this.allowed = Glob.anyOf(patterns);
        this.imports = arguments.flag("imports");
    }

    @Override
    public void judge(Aspect aspect, Findings findings) {
        switch (aspect) {
            case Aspect.Workload workload -> {
                if (workload.stage().runs()) {
                    reference(workload.image(), findings);
                }
            }
            case Aspect.Invocation invocation -> invocation(invocation, findings);
            case Aspect.ResourceChange _, Aspect.ProcessStart _, Aspect.VolumeCreation _, Aspect.NetworkCreation _, Aspect.ImageBuild _, Aspect.NetworkAttachment _, Aspect.Fetch _ -> { }
        }
    }

    private void invocation(Aspect.Invocation invocation, Findings findings) {
        boolean pull = invocation.operation() == Operation.IMAGE_CREATE && invocation.query().first("fromSrc").isEmpty();
        if (pull) {
            reference(invocation.query().first("fromImage"), findings);
        } else if (!imports && List.of(Operation.IMAGE_CREATE, Operation.IMAGE_LOAD, Operation.IMAGE_BUILD, Operation.IMAGE_COMMIT,
                Operation.IMAGE_TAG).contains(invocation.operation())) {
            findings.add(invocation.operation().id() + " makes an image of unknown origin", "a pull from an allowed repository", "");
        }
    }

    private void reference(String text, Findings findings) {
        String repository = ImageReference.parse(text).repository();
        if (!allowed.matches(repository)) {
            findings.add("image " + text + " (" + repository + ") is not of an allowed repository", "one of " + String.join(", ", patterns), "");
        }
    }
}
