package dev.sallyport.facts;

import java.util.function.Function;

/** What came back for a question. */
public sealed interface Lookup<T> {

    record Found<T>(T value) implements Lookup<T> {}

    /** There is no such thing: a request that needs it will fail in dockerd, unless it appears in between. */
    record Absent<T>() implements Lookup<T> {}

    /** @param why for the person at the terminal, such as {@code "no answer within 2000 ms"} */
    record Failed<T>(String why) implements Lookup<T> {}

    /** The same answer, seen another way. */
    default <U> Lookup<U> map(Function<T, U> view) {
        return switch (this) {
            case Found<T>(T value) -> new Found<>(view.apply(value));
            case Absent<T>() -> new Absent<>();
            case Failed<T>(String why) -> new Failed<>(why);
        };
    }
}
