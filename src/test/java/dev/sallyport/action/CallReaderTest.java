package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.action.Aspect.ProcessStart;
import dev.sallyport.action.Aspect.Workload;
import dev.sallyport.action.RunUser.Identity;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request comes to: which aspects of it are judged, what it holds meanwhile, and what is refused unread. */
final class CallReaderTest {

    private final FakeFacts facts = new FakeFacts();

    @BeforeEach
    void containers() throws UnreadableException {
        exists("1".repeat(64), "up", "{\"Running\":true}", "1000");
        exists("2".repeat(64), "down", "{\"Running\":false}", "1000");
        exists("3".repeat(64), "cafe", "{\"Running\":false}", "1000");
        exists("4".repeat(64), "root", "{\"Running\":true}", "");
        exec("asroot", "\"user\":\"0\"");
        exec("privileged", "\"privileged\":true");
        exec("plain", "\"privileged\":false");
    }

    private void exists(String id, String name, String state, String user) throws UnreadableException {
        String json = "{\"Id\":\"%s\",\"Name\":\"/%s\",\"State\":%s,\"Config\":{\"User\":\"%s\"}}".formatted(id, name,
                state, user);
        Inspected.Container container =
                GoJson.decode(json.getBytes(StandardCharsets.UTF_8), Inspected.Container.class).view();
        List.of(id, name, "/" + name).forEach(key -> facts.containers.put(key, container));
    }

    private void exec(String id, String process) throws UnreadableException {
        String json = "{\"ContainerID\":\"" + "1".repeat(64) + "\",\"ProcessConfig\":{" + process + "}}";
        facts.execs.put(id, GoJson.decode(json.getBytes(StandardCharsets.UTF_8), Inspected.Exec.class).view());
    }

    private static AccessRequest request(String call, String body, String... headers) {
        Map<String, String> all = new HashMap<>();
        for (String header : headers) {
            if (!header.isEmpty()) {
                all.put(header.split(": ")[0], header.split(": ")[1]);
            }
        }
        if (!body.isEmpty()) {
            all.put("Content-Type", "application/json");
            all.put("Content-Length", String.valueOf(body.length()));
        }
        return new AccessRequest(Instant.EPOCH, Subject.ANONYMOUS, call.split(" ")[0], call.split(" ")[1], all,
                body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    private Action understood(AccessRequest request) {
        return new ContextHandler(facts).understand(new DecisionId("00ff"), request);
    }

    private static String obstacles(Action action) {
        return action.obstacles().stream().map(Finding::found).collect(Collectors.joining("; "));
    }

    private static String aspect(Aspect aspect) {
        return aspect.getClass().getSimpleName() + switch (aspect) {
            case Workload workload -> " " + workload.stage() + " as " + identity(workload.user());
            case ProcessStart start -> " as " + identity(start.user()) + (start.privileged() ? ", privileged" : "");
            case Aspect.Fetch(String url) -> " " + url;
            case Aspect.Invocation _, Aspect.ResourceChange _, Aspect.VolumeCreation _, Aspect.NetworkCreation _,
                    Aspect.NetworkAttachment _, Aspect.ImageBuild _ -> "";
        };
    }

    private static String identity(RunUser user) {
        return user.identity() instanceof Identity.Uid(long uid)
                ? String.valueOf(uid)
                : user.identity().getClass().getSimpleName();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /containers/json               | ''                                          | ''
            POST /containers/create            | {"Image":"a","User":"7"}                    | Workload CREATE as 7
            POST /containers/down/start        | ''                                          | Workload START as 1000
            POST /containers/up/attach         | ''                                          | Workload ENTER as 1000
            POST /containers/down/attach       | ''                                          | ''
            POST /containers/up/exec           | {"Cmd":["a"]} | \
                ProcessStart as 1000; Workload ENTER as 1000
            POST /containers/up/exec           | {"Cmd":["a"],"User":"0"} | \
                ProcessStart as 0; Workload ENTER as 1000
            POST /containers/root/exec         | {"Cmd":["a"],"User":"5"} | \
                ProcessStart as 5; Workload ENTER as 0
            POST /containers/root/exec         | {"Cmd":["a"]} | \
                ProcessStart as 0; Workload ENTER as 0
            POST /containers/up/exec           | {"Cmd":["a"],"Privileged":true} | \
                ProcessStart as 1000, privileged; Workload ENTER as 1000
            POST /exec/plain/start             | {"Detach":true} | \
                ProcessStart as 1000; Workload ENTER as 1000
            POST /exec/asroot/start            | {"Detach":true} | \
                ProcessStart as 0; Workload ENTER as 1000
            POST /exec/privileged/start        | {"Detach":true} | \
                ProcessStart as 1000, privileged; Workload ENTER as 1000
            PUT /containers/down/archive?path=/a | ''                                        | Workload COPY_IN as 1000
            GET /containers/down/archive?path=/a | ''                                        | Workload COPY_OUT as 1000
            POST /containers/down/update       | {"Memory":1}                                | ResourceChange
            POST /containers/down/update       | {"RestartPolicy":{"Name":"no"}}             | ResourceChange
            POST /containers/down/update       | {"RestartPolicy":{"Name":"always"}} | \
                ResourceChange; Workload ENTER as 1000
            POST /containers/down/rename?name=b | ''                                         | Workload ENTER as 1000
            POST /volumes/create               | {"Name":"v"}                                | VolumeCreation
            POST /networks/create              | {"Name":"n"}                                | NetworkCreation
            POST /networks/n/connect           | {"Container":"up"}                          | NetworkAttachment
            POST /build                        | ''                                          | ImageBuild
            POST /build?remote=client-session  | ''                                          | ImageBuild
            POST /build?remote=http://a/       | '' | \
                Fetch http://a/; ImageBuild
            POST /images/create?fromImage=a    | ''                                          | ''
            POST /images/create?fromSrc=-      | ''                                          | ''
            POST /images/create?fromSrc=http://a/ | ''                                       | Fetch http://a/
            """)
    void whatIsJudgedOfARequest(String call, String body, String aspects) {
        Action action = understood(request(call, body));
        assertEquals("", obstacles(action));
        assertEquals("Invocation" + (aspects.isEmpty() ? "" : "; " + aspects),
                action.aspects().stream().map(CallReaderTest::aspect).collect(Collectors.joining("; ")));
    }

    /** Engines before 27.1 read them there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST /containers/create    | {"Image":"a","Privileged":true} | \
                the host configuration field Privileged stands at the top level
            POST /containers/create    | {"Image":"a","privileged":true} | \
                the host configuration field privileged stands at the top level
            POST /containers/create    | {"Image":"a","Binds":["/:/x"]} | \
                the host configuration field Binds stands at the top level
            POST /containers/create    | {"Image":"a","CPUSET":"0"} | \
                the host configuration field CPUSET stands at the top level
            POST /containers/create    | {"Image":"a","Privileged":false}  | ''
            POST /containers/create    | {"Image":"a","Other":true}        | ''
            POST /commit?container=up  | {"Privileged":true} | \
                the host configuration field Privileged stands at the top level
            """)
    void hostConfigurationAtTheTopLevelIsRefused(String call, String body, String obstacles) {
        assertEquals(obstacles, obstacles(understood(request(call, body))));
    }

    /** dockerd shows a plugin only some bodies, and takes a form for a query whether it shows it or not. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST /containers/up/kill?signal=0 | Content-Type: application/x-www-form-urlencoded | '' | \
                refused
            POST /containers/up/kill?signal=0 | Content-Type: Multipart/Form-Data               | '' | \
                refused
            POST /containers/up/kill?signal=0 | Content-Type: application/x-www-form-urlencoded | Content-Length: 9 | \
                refused
            POST /containers/up/kill?signal=0 | Content-Type: application/x-www-form-urlencoded | Content-Length: 0 | ''
            POST /containers/up/kill?signal=0 | Content-Type: text/plain                        | Content-Length: 9 | \
                refused
            POST /containers/up/kill?signal=0 | Content-Type: text/plain                        | '' | \
                refused
            POST /containers/up/kill?signal=0 | ''                                              | Content-Length: 9 | \
                refused
            POST /containers/up/kill?signal=0 | ''                                              | Content-Length: 0 | ''
            POST /containers/up/kill?signal=0 | ''                                              | ''                | ''
            GET /containers/json              | Content-Type: text/plain                        | ''                | ''
            GET /containers/json              | Content-Type: application/x-www-form-urlencoded | Content-Length: 9 | \
                refused
            POST /containers/create           | Content-Type: application/json                  | Content-Length: 9 | \
                refused
            POST /containers/create           | ''                                              | '' | \
                refused
            POST /containers/down/start       | Content-Type: application/json                  | '' | \
                refused
            POST /images/create?fromImage=a   | Content-Type: text/plain                        | Content-Length: 9 | \
                refused
            POST /images/create?fromSrc=http://a/ | Content-Type: text/plain                    | Content-Length: 9 | \
                refused
            POST /images/create?fromSrc=-     | Content-Type: application/x-tar                 | Content-Length: 9 | ''
            POST /build?remote=http://a/      | Content-Type: text/plain                        | Content-Length: 9 | \
                refused
            POST /build                       | Content-Type: application/x-tar                 | Content-Length: 9 | ''
            """)
    void whatABodyCouldHideIsRefused(String call, String type, String length, String refused) {
        String obstacles = obstacles(understood(request(call, "", type, length)));
        assertEquals(refused, obstacles.isEmpty() ? "" : "refused", obstacles);
    }

    /** While the first is with dockerd, the second would be judged by what is about to change. */
    @Test
    void requestsThatWouldChangeWhatOthersAreJudgedByWaitForEachOther() throws Exception {
        String bound = "{\"Name\":\"v\",\"DriverOpts\":{\"type\":\"none\",\"o\":\"bind\",\"device\":\"/etc\"}}";
        String mounts = "{\"Image\":\"a\",\"User\":\"1\",\"HostConfig\":{\"Binds\":[\"v:/x\"]}}";
        String inline = "{\"Image\":\"a\",\"User\":\"1\",\"HostConfig\":{\"Mounts\":[{\"Type\":\"volume\","
                + "\"Source\":\"v\",\"Target\":\"/x\","
                + "\"VolumeOptions\":{\"DriverConfig\":{\"Options\":{\"type\":\"none\",\"o\":\"bind\","
                + "\"device\":\"/etc\"}}}}]}}";
        AccessRequest create = request("POST /containers/create?name=up", "{\"Image\":\"a\",\"User\":\"1\"}");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> pairs = List.of(
                    threads.submit(() -> second(create, request("POST /containers/up/start", ""))),
                    threads.submit(() -> second(create, request("POST /containers/up/exec", "{\"Cmd\":[\"a\"]}"))),
                    threads.submit(() -> second(create,
                            request("POST /containers/create", "{\"HostConfig\":{\"VolumesFrom\":[\"/up\"]}}"))),
                    threads.submit(() -> second(request("POST /containers/up/restart", ""), create)),
                    threads.submit(() -> second(request("POST /containers/down/rename?name=new", ""),
                            request("POST /containers/create?name=new",
                                    "{\"Image\":\"a\",\"HostConfig\":{\"VolumesFrom\":[\"new\"]}}"))),
                    threads.submit(() -> second(request("POST /containers/cafe/restart", ""),
                            request("DELETE /containers/cafe", ""))),
                    threads.submit(() -> second(request("POST /containers/cafe/restart", ""),
                            request("POST /containers/prune", ""))),
                    threads.submit(() -> second(request("POST /containers/cafe/restart", ""),
                            request("POST /containers/cafe/rename?name=b", ""))),
                    threads.submit(() -> second(request("PUT /containers/up/archive?path=/a", ""),
                            request("DELETE /containers/up", ""))),
                    threads.submit(() -> second(request("GET /containers/up/archive?path=/a", ""),
                            request("DELETE /containers/1111", ""))),
                    threads.submit(() -> second(request("POST /volumes/create", bound),
                            request("POST /containers/create", mounts))),
                    threads.submit(() -> second(request("POST /containers/create", inline),
                            request("POST /containers/create", mounts))));
            assertEquals("""
                    another request is at work on the name up
                    another request is at work on the name up
                    another request is at work on the name up
                    another request is at work on the name up
                    another request is at work on the name new
                    another request is at work on the container cafe
                    another request is at work on a container that it may remove
                    another request is at work on the container cafe
                    another request is at work on the container up
                    another request is at work on the container 1111
                    another request is at work on the volume v
                    another request is at work on the volume v
                    """, texts(pairs));
        }
    }

    private static String texts(List<Future<String>> pairs) throws Exception {
        StringBuilder texts = new StringBuilder();
        for (Future<String> pair : pairs) {
            texts.append(pair.get()).append('\n');
        }
        return texts.toString();
    }

    /** What stands in the way of a request while another is under way. */
    private String second(AccessRequest first, AccessRequest second) {
        Holds holds = new Holds();
        ContextHandler handler = new ContextHandler(facts);
        try (Holds.Hold one = holds.open(); Holds.Hold two = holds.open()) {
            assertEquals("", obstacles(handler.understand(new DecisionId("0001"), first, one)));
            return handler.understand(new DecisionId("0002"), second, two).obstacles().stream()
                    .map(Finding::found)
                    .filter(found -> found.startsWith("another request"))
                    .distinct()
                    .collect(Collectors.joining("; "));
        }
    }
}
