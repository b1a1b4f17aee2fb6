package dev.sallyport.facts;

/** What came back for a question. */
public sealed interface Lookup<T> {

    record Found<T>(T value) implements Lookup<T> {}

    /** There is no such thing: a request that needs it will fail in dockerd, unless it appears in between. */
    record Absent<T>() implements Lookup<T> {}

    /** @param why for the person at the terminal, such as {@code "no answer within 2000 ms"} */
    record Failed<T>(String why) implements Lookup<T> {}
}
