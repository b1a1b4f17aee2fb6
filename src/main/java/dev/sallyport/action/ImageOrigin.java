package dev.sallyport.action;

import dev.sallyport.engine.body.Inspected;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The image of the container that a request is about, as dockerd knows it. What is in an image decides its digests;
 * nobody can give them to another one.
 *
 * @param id such as {@code sha256:...}; with containerd's image store it is the manifest's digest, else that of the
 *     image's configuration
 * @param repositoryDigests such as {@code nginx@sha256:...}: under which names registries have it. containerd's image
 *     store says so of every name that somebody gave it, too (moby, daemon/containerd/image_inspect.go)
 */
public record ImageOrigin(String id, List<String> repositoryDigests) {

    public ImageOrigin {
        repositoryDigests = List.copyOf(repositoryDigests);
    }

    static ImageOrigin of(Inspected.Image image) {
        return new ImageOrigin(image.id(), image.repoDigests());
    }

    public Set<String> digests() {
        Set<String> digests = new HashSet<>(Set.of(id));
        repositoryDigests.forEach(name -> digests.add(ImageReference.parse(name).digest()));
        return digests;
    }

    /** With their registries, such as {@code docker.io/library/nginx}. */
    public List<String> repositories() {
        return repositoryDigests.stream().map(name -> ImageReference.parse(name).repository()).toList();
    }
}
