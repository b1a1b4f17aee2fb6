package dev.sallyport.facts;

/** What is found where a path of the host leads, with every link followed. */
public sealed interface HostEntry {

    enum Type {
        DIRECTORY,
        FILE,
        SOCKET,
        DEVICE,
        OTHER
    }

    /** Without links. */
    String path();

    record Present(String path, Type type) implements HostEntry {}

    /**
     * Nothing is there.
     *
     * @param path where it would be made: the links of what exists of it followed
     */
    record Missing(String path) implements HostEntry {}
}
