package dev.sallyport.http;

/** Says whether there is memory for more of an answer than the first few kilobytes, which are free. */
@FunctionalInterface
public interface Room {

    /** As much as anybody likes. */
    Room UNBOUNDED = _ -> true;

    /**
     * Takes room for so many bytes more. It is not given back by the client: what is made of an answer is kept longer
     * than the answer. May wait a little.
     */
    boolean take(int bytes);
}
