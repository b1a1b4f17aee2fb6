package dev.sallyport.facts;

/** Answers questions, each in bounded time. */
@FunctionalInterface
public interface Facts {

    <T> Lookup<T> ask(Question<T> question);

    /** Where there is nobody to ask. */
    static Facts unavailable(String why) {
        return new Facts() {
            @Override
            public <T> Lookup<T> ask(Question<T> question) {
                return new Lookup.Failed<>(why);
            }
        };
    }

    /** Sends each question to whom it concerns. */
    static Facts of(Facts engine, Facts host) {
        return new Facts() {
            @Override
            public <T> Lookup<T> ask(Question<T> question) {
                return switch (question) {
                    case Question.OfEngine<T> ofEngine -> engine.ask(ofEngine);
                    case Question.OfHost<T> ofHost -> host.ask(ofHost);
                };
            }
        };
    }
}
