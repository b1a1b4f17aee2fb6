package dev.sallyport.facts;

/**
 * A file or directory in a container, as the head of a tar archive says.
 *
 * @param type what it is
 * @param uid its owner, as the container sees it
 * @param mode permission bits, with set-user-id and the like
 * @param content of a regular file; empty for everything else
 */
public record ContainerEntry(Type type, long uid, int mode, byte[] content) {

    public enum Type {
        FILE,
        DIRECTORY,
        LINK,
        OTHER
    }

    private static final int WRITABLE_BY_OTHERS = 022;

    /** Whether only root can change it. */
    public boolean isRootsAlone() {
        return uid == 0 && (mode & WRITABLE_BY_OTHERS) == 0;
    }
}
