package dev.sallyport.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RememberedFactsTest {

    private final List<Question<?>> asked = new ArrayList<>();
    private long now;
    private long takes;

    private final RememberedFacts facts = new RememberedFacts(
            new Facts() {
                @Override
                public <T> Lookup<T> ask(Question<T> question) {
                    asked.add(question);
                    now += takes;
                    return new Lookup.Failed<>("no answer");
                }
            },
            () -> now);

    @Test
    void eachQuestionIsAskedOnce() {
        assertSame(facts.ask(new Question.Image("a")), facts.ask(new Question.Image("a")));
        assertEquals(List.of(new Question.Image("a")), asked);
    }

    @Test
    void dockerdIsAskedNothingMoreAfterALateAnswer() {
        takes = 2_000_000_000;
        facts.ask(new Question.Container("a"));
        assertInstanceOf(Lookup.Failed.class, facts.ask(new Question.Container("b")));
        facts.ask(new Question.Sockets());
        assertEquals(List.of(new Question.Container("a"), new Question.Sockets()), asked, "the host is another");
    }

    @Test
    void failureAtOnceKeepsNobodyWaiting() {
        facts.ask(new Question.Container("a"));
        facts.ask(new Question.Container("b"));
        assertEquals(2, asked.size());
    }
}
