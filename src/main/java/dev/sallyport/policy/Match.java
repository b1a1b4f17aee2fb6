package dev.sallyport.policy;

import dev.sallyport.action.Action;
import dev.sallyport.action.Aspect;
import dev.sallyport.action.ImageOrigin;
import dev.sallyport.decision.Subject;
import dev.sallyport.rules.Glob;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an exemption is for: everything that is set must hold, and of each list one entry. */
// @formatter:off: each key stands beneath its @Doc
record Match(
        @Doc("Users: common names of TLS client certificates (globs). Either these or `certificates` must hold.")
                List<Glob> users,
        @Doc("SHA-256 fingerprints of TLS client certificates.")
                List<Fingerprint> certificates,
        @Doc("Digests of images: ids as `docker image inspect` prints them, or those of repository digests.")
                List<Digest> digests,
        @Doc("Repositories that dockerd has the image of, with their registry (globs), such as docker.io/library/*.")
                List<Glob> repositories,
        @Doc("Names of containers (globs).")
                List<Glob> containers,
        @Doc("Labels of the container, each as name=value (globs).")
                List<Glob> labels) {
    // @formatter:on

    static final Match STANDARD = new Match(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** Of an image. */
    record Digest(String text) {

        private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-f]{64}");

        static Grammar<Digest> grammar() {
            return new Word<>("digest", "a digest such as sha256:..., with 64 hexadecimal digits", "^" + SHA256 + "$",
                    (text, _) -> parse(text));
        }

        private static Digest parse(String text) {
            if (!SHA256.matcher(text).matches()) {
                throw new IllegalArgumentException();
            }
            return new Digest(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether something is wanted that a user cannot make up: names, tags and labels anybody can give. */
    boolean isBound() {
        return !who().isAnybody() || !digests.isEmpty();
    }

    boolean wantsOrigins() {
        return !digests.isEmpty() || !repositories.isEmpty();
    }

    boolean holds(Action action) {
        Subject subject = action.request().subject();
        return (who().isAnybody() || who().includes(subject))
                && (digests.isEmpty() || action.origin().filter(this::isOneOf).isPresent())
                && (repositories.isEmpty() || action.origin().filter(this::isFromOne).isPresent())
                && (containers.isEmpty() || Glob.any(containers, action.ownName()))
                && (labels.isEmpty() || labels(action).anyMatch(label -> Glob.any(labels, label)));
    }

    Who who() {
        return new Who(users, certificates);
    }

    private boolean isOneOf(ImageOrigin origin) {
        return digests.stream().map(Digest::text).anyMatch(origin.digests()::contains);
    }

    private boolean isFromOne(ImageOrigin origin) {
        return origin.repositories().stream().anyMatch(repository -> Glob.any(repositories, repository));
    }

    private static Stream<String> labels(Action action) {
        return workloads(action).flatMap(workload -> workload.setup().labels().entrySet().stream())
                .map(label -> label.getKey() + "=" + label.getValue());
    }

    private static Stream<Aspect.Workload> workloads(Action action) {
        return action.aspects().stream()
                .flatMap(aspect -> aspect instanceof Aspect.Workload workload ? Stream.of(workload) : Stream.empty());
    }
}
