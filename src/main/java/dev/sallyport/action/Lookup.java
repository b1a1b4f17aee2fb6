package dev.sallyport.action;

/** What dockerd answered to a question. */
public sealed interface Lookup<T> {

    record Found<T>(T value) implements Lookup<T> {}

    /** dockerd knows no such thing: a request that needs it will fail there. */
    record Absent<T>() implements Lookup<T> {}

    /** @param why for the person at the terminal, such as {@code "no answer within 2000 ms"} */
    record Failed<T>(String why) implements Lookup<T> {}
}
