package dev.sallyport.engine;

/** What the handler of an operation reads from the request's body, and so what must have reached us. */
public sealed interface Body {

    /** Nothing. Its decision rests on the target alone, so a body that could change what the target says is refused. */
    record None() implements Body {}

    /** @param required whether dockerd's answer depends on it: if it did not reach us, the request is denied */
    record Json(Class<? extends Record> type, boolean required) implements Body {}

    /** A tar archive, which dockerd never shows to a plugin. */
    record Archive() implements Body {}

    /**
     * Data for the one who is connected, or a body that dockerd keeps from plugins; nothing in it changes what runs.
     */
    record Stream() implements Body {}

    Body NONE = new None();
    Body ARCHIVE = new Archive();
    Body STREAM = new Stream();

    static Body json(Class<? extends Record> type) {
        return new Json(type, true);
    }

    static Body optionalJson(Class<? extends Record> type) {
        return new Json(type, false);
    }
}
