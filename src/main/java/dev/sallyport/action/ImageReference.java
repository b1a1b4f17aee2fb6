package dev.sallyport.action;

/**
 * An image's name taken apart as dockerd does (distribution/reference, {@code ParseNormalizedNamed}).
 *
 * @param repository with its registry, such as {@code docker.io/library/alpine}
 * @param tag empty if none is given
 * @param digest such as {@code sha256:...}, or empty; an image id counts as one
 */
public record ImageReference(String repository, String tag, String digest) {

    public static ImageReference parse(String text) {
        if (text.startsWith("sha256:")) {
            return new ImageReference("", "", text);
        }
        int at = text.indexOf('@');
        String digest = at < 0 ? "" : text.substring(at + 1);
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        return new ImageReference(withRegistry(tagged ? named.substring(0, colon) : named),
                tagged ? named.substring(colon + 1) : "", digest);
    }

    /** Whether the text before the first slash of a name is a registry, and not a part of Docker Hub's name. */
    public static boolean isRegistry(String first) {
        return first.contains(".") || first.contains(":") || first.equals("localhost");
    }

    private static String withRegistry(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean hub = !isRegistry(first) || first.equals("docker.io") || first.equals("index.docker.io");
        if (!hub) {
            return name;
        }
        String onHub = isRegistry(first) ? name.substring(slash + 1) : name;
        return "docker.io/" + (onHub.contains("/") ? onHub : "library/" + onHub);
    }
}
