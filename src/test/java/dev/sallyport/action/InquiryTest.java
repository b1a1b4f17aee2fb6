package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.FakeFacts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which references to containers are safe to be judged by. */
final class InquiryTest {

    private static final String DB = "db" + "1".repeat(62);
    private static final String OTHER = "cafe" + "2".repeat(60);

    private final FakeFacts facts = new FakeFacts();

    @BeforeEach
    void containers() throws UnreadableException {
        exists(DB, "cafe", "false", "false");
        exists(OTHER, "web", "false", "false");
    }

    private void exists(String id, String name, String running, String autoRemove) throws UnreadableException {
        byte[] json = """
                {"Id":"%s","Name":"/%s","State":{"Running":%s},"HostConfig":{"AutoRemove":%s},"Config":{"User":"1000"}}
                """.formatted(id, name, running, autoRemove).getBytes(StandardCharsets.UTF_8);
        Inspected.Container container = GoJson.decode(json, Inspected.Container.class).view();
        List.of(id, name, "/" + name, id.substring(0, 12), id.substring(0, 2))
                .forEach(key -> facts.containers.put(key, container));
    }

    private String obstacles(String method, String target) {
        Action action = new ContextHandler(facts).understand(
                new DecisionId("00ff"),
                new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, method, target, Map.of(), Optional.empty()));
        return action.obstacles().stream().map(Finding::found).collect(Collectors.joining("; "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /containers/web/start          | ''
            /containers/cafe/start         | ''
            /containers/cafe/restart       | ''
            /containers/cafe/update        | dockerd did not show the body of this request to the plugin
            /containers/db1111111111/start | ''
            /containers/db/start           | db is only the beginning of an id, and could soon be that of another
            /containers/nobody/start       | No such container: nobody
            /containers/nobody/restart     | No such container: nobody
            /containers/nobody/attach      | No such container: nobody
            /containers/nobody/rename?name=a1 | No such container: nobody
            /exec/nobody/start             | No such exec instance: nobody
            /containers/web/alias/start    | the name web/alias is an alias of a link; No such container: web/alias
            /containers/web/rename?name=db | ''
            /containers/web/rename?name=cafe | Conflict. The container name /cafe is already in use
            /containers/web/rename?name=db1111111111 | the name db1111111111 is the beginning of another container's id
            """)
    void references(String target, String obstacles) {
        assertEquals(obstacles, obstacles("POST", target));
    }

    @Test
    void whatIsNotThereIsNotCopiedToOrFrom() {
        assertEquals("No such container: nobody", obstacles("PUT", "/containers/nobody/archive?path=/tmp"));
        assertEquals("No such container: nobody", obstacles("GET", "/containers/nobody/archive?path=/tmp"));
    }

    /** It may end, and be removed by the daemon itself, between our look and dockerd's. */
    @Test
    void nameThatIsAlsoTheBeginningOfAnotherIdIsNoNameForAContainerThatRemovesItself() throws UnreadableException {
        exists(DB, "cafe", "true", "true");
        assertEquals("the name cafe is also the beginning of another container's id",
                obstacles("POST", "/containers/cafe/restart"));
        facts.containers.values().removeIf(container -> container.id().equals(OTHER));
        assertEquals("", obstacles("POST", "/containers/cafe/restart"));
    }

    @Test
    void wholeIdIsSafe() {
        assertEquals("", obstacles("POST", "/containers/" + DB + "/start"));
    }
}
