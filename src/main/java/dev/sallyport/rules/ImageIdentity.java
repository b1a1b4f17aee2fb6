package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.ImageReference;
import dev.sallyport.decision.Admission;
import dev.sallyport.decision.Mend;
import dev.sallyport.engine.body.Inspected.Build;
import dev.sallyport.engine.body.Inspected.Identity;
import dev.sallyport.engine.body.Inspected.Pull;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Optional;

/**
 * {@code image-identity}: where an image is really from, as dockerd has seen it, whatever it is called now. Engines
 * before 29, and those without the image store of containerd, know that of no image.
 */
@Demand(
        value = "runs only images of which dockerd itself knows that they were pulled from an allowed repository, or "
                + "built here, and by whom they are signed",
        controls = "CIS 4.2, 4.5")
record ImageIdentity(
        @Doc("Repositories that an image may have been pulled from (globs), "
                + "such as docker.io/library/*.") List<RepositoryGlob> pulled,
        @Doc("Whether an image may have been built here, by BuildKit: dockerd knows no other builds.") boolean built,
        @Doc("Signers one of whom must have signed what was pulled, each as ISSUER SUBJECT of the certificate (globs), "
                + "or DHI for Docker's hardened images; none if nobody must have.") List<SignerPattern> signers)
        implements WorkloadRule {

    static final ImageIdentity STANDARD = new ImageIdentity(List.of(), false, List.of());

    @Override
    public void container(Aspect.Workload workload, Findings findings) {
        String image = "image " + workload.image();
        Optional<Identity> identity = workload.setup().identity();
        List<String> repositories = identity.map(Identity::pull).orElse(List.of()).stream()
                .map(Pull::repository)
                .filter(repository -> !repository.isEmpty())
                .map(repository -> ImageReference.parse(repository).repository())
                .toList();
        List<Build> builds = identity.map(Identity::build).orElse(List.of());
        if (repositories.isEmpty() && builds.isEmpty()) {
            findings.add(image + ": dockerd does not know where it is from", wanted(),
                    "pull it with an Engine 29 that uses the image store of containerd");
        } else if (repositories.stream().anyMatch(repository -> Glob.any(pulled, repository))) {
            signed(image, identity.orElseThrow(), findings);
        } else if (repositories.isEmpty()) {
            if (!built) {
                findings.add(image + " was built here", wanted(), "", Admission.set("built", true));
            }
        } else if (!built || builds.isEmpty()) {
            findings.add(image + " was pulled from " + String.join(", ", repositories), wanted(), Mend.NONE,
                    Admission.add("pulled", Glob.literal(repositories.getFirst())));
        }
    }

    private void signed(String image, Identity identity, Findings findings) {
        boolean known = identity.signature().stream()
                .filter(signature -> signature.error().isEmpty())
                .anyMatch(signature -> signers.stream().anyMatch(signer -> signer.matches(signature)));
        if (signers.isEmpty() || known) {
            return;
        }
        List<SignerPattern> found = identity.signature().stream()
                .filter(signature -> signature.error().isEmpty())
                .flatMap(signature -> SignerPattern.of(signature).stream())
                .toList();
        String wanted = "a signature of " + Findings.oneOf(signers);
        if (found.isEmpty()) {
            findings.add(image + " has no signature that dockerd could verify", wanted, "");
        } else {
            findings.add(image + " is signed by " + found.getFirst(), wanted, "",
                    Admission.add("signers", found.getFirst()));
        }
    }

    private String wanted() {
        String fromHere = built ? ", or built here" : "";
        return pulled.isEmpty()
                ? "one" + (built ? " built here" : " of an allowed repository")
                : "one pulled from " + String.join(", ", Glob.patterns(pulled)) + fromHere;
    }
}
