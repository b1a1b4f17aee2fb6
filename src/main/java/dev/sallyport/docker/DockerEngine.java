package dev.sallyport.docker;

import dev.sallyport.engine.ApiVersion;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.facts.ContainerEntry;
import dev.sallyport.facts.Facts;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import dev.sallyport.http.BoundedHttp;
import dev.sallyport.http.BoundedHttp.Bounds;
import dev.sallyport.http.Outcome;
import dev.sallyport.http.Peer;
import dev.sallyport.http.Request;
import dev.sallyport.http.Room;
import java.io.Closeable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Asks dockerd over its own socket. Each of these requests comes back to the plugin for authorization, while the
 * request that caused it waits; a header with a random value, made anew by each process, tells them apart.
 */
public final class DockerEngine implements Facts, Closeable {

    private static final System.Logger LOG = System.getLogger(DockerEngine.class.getName());
    private static final String STUCK = "dockerd does not answer about it, and many wait already";
    private static final String MARKER = "Sallyport-Lookup";
    /**
     * What an engine tells of one thing has some kilobytes; as many of these as may be asked at once must fit into the
     * heap.
     */
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    /** Beyond it room is taken for an answer that another asked for, too. */
    private static final int SMALL_BYTES = 16 << 10;

    /** Of a directory's archive only the head is wanted; a passwd file fits. */
    private static final int ENTRY_BYTES = 64 << 10;

    /** The newest version whose answers are known. From 1.53 on an image's can wait 5 s for signatures. */
    private static final ApiVersion NEWEST = new ApiVersion("1.52");

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,3}\\.[0-9]{1,3}");

    private final String secret = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
    private final Path socket;
    private final Duration deadline;
    private final BoundedHttp http;
    private final Room room;
    private final SharedQuestions questions = new SharedQuestions();
    private final FailedQuestions failures =
            new FailedQuestions(line -> LOG.log(System.Logger.Level.WARNING, line), System::nanoTime);
    private volatile Optional<ApiVersion> version = Optional.empty();

    /**
     * @param socket the Docker socket
     * @param deadline for each question
     * @param maxInFlight how many questions may be asked at once; further ones wait, within their deadline
     * @param room for what a decision is told, as long as it lasts
     */
    public DockerEngine(Path socket, Duration deadline, int maxInFlight, Room room) {
        this.socket = socket;
        this.deadline = deadline;
        this.room = room;
        this.http = new BoundedHttp(new Peer.Unix(socket), new Bounds(deadline, maxInFlight, MAX_ANSWER_BYTES, room));
    }

    /** What marks a request as one of this object's own. */
    public Map<String, String> ownHeaders() {
        return Map.of(MARKER, secret);
    }

    /** Whether a request with these headers is one of this object's own. */
    public boolean isOwn(Map<String, String> headers) {
        String marker = headers.get(MARKER);
        return marker != null
                && MessageDigest.isEqual(marker.getBytes(StandardCharsets.UTF_8),
                        secret.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    @SuppressWarnings("unchecked") // Each case answers the type of its question.
    public <T> Lookup<T> ask(Question<T> question) {
        return (Lookup<T>) switch (question) {
            case Question.Volume volume ->
                    reported(volume.target(), searched(inspect(volume.target(), volume.answer())));
            case Question.Inspection<?> inspection ->
                    reported(inspection.target(), inspect(inspection.target(), inspection.answer()));
            case Question.EntryIn entry -> reported(entry.target(), entry(entry.target()));
            case Question.OfHost<?> _ -> new Lookup.Failed<T>("dockerd does not know the host");
        };
    }

    private <T> Lookup<T> reported(String target, Lookup<T> answer) {
        if (answer instanceof Lookup.Failed<T>(String why)) {
            failures.report(target, why);
        }
        return answer;
    }

    /**
     * Of a volume that dockerd does not know it asks every volume plugin, and a dead one for 15 s; so it does in a list
     * with a filter, and so will the request itself (moby, volume/service/store.go, getVolume and list).
     */
    private <T> Lookup<T> searched(Lookup<T> volume) {
        return volume instanceof Lookup.Failed<T>(String why) && why.equals(late())
                ? new Lookup.Failed<>(why + "; it asks every volume plugin about a volume that it does not know, and"
                        + " its log names the one that does not answer")
                : volume;
    }

    private Lookup<ContainerEntry> entry(String target) {
        return questions.ask(target,
                () -> switch (send(Request.get(target), request -> http.sendForHead(request, ENTRY_BYTES))) {
                    case Lookup.Found<byte[]>(byte[] tar) -> TarFile.firstEntry(tar);
                    case Lookup.Absent<byte[]>() -> new Lookup.Absent<>();
                    case Lookup.Failed<byte[]>(String why) -> new Lookup.Failed<>(why);
                }, () -> new Lookup.Failed<>(STUCK));
    }

    /** Removes a container that has not been started, in the background: the one who waits for it is the docker CLI. */
    public void remove(String container) {
        Thread.ofVirtual().start(() -> {
            Request removal = Request.delete("/containers/" + encoded(container) + "?v=1");
            if (send(removal, http::send) instanceof Lookup.Failed<byte[]>(String why)) {
                LOG.log(System.Logger.Level.WARNING, "cannot remove container {0}, whose start was denied: {1}",
                        container, why);
            }
        });
    }

    /**
     * What dockerd told.
     *
     * @param bytes it was long
     * @param asker who has taken the room for it
     */
    private record Told<T>(Lookup<T> lookup, int bytes, Thread asker) {}

    private <T extends Record> Lookup<T> inspect(String target, Class<T> type) {
        Told<T> told = questions.ask(target, () -> tell(target, type), () -> told(new Lookup.Failed<>(STUCK), 0));
        boolean shared = told.asker() != Thread.currentThread();
        return shared && told.bytes() > SMALL_BYTES && !room.take(told.bytes() - SMALL_BYTES)
                ? new Lookup.Failed<>("dockerd's answer is large, and too much is being judged")
                : told.lookup();
    }

    private <T extends Record> Told<T> tell(String target, Class<T> type) {
        return switch (get(target)) {
            case Lookup.Found<byte[]>(byte[] body) -> told(decode(body, type), body.length);
            case Lookup.Absent<byte[]>() -> told(new Lookup.Absent<>(), 0);
            case Lookup.Failed<byte[]>(String why) -> told(new Lookup.Failed<>(why), 0);
        };
    }

    private static <T> Told<T> told(Lookup<T> lookup, int bytes) {
        return new Told<>(lookup, bytes, Thread.currentThread());
    }

    private static <T extends Record> Lookup<T> decode(byte[] body, Class<T> type) {
        try {
            return new Lookup.Found<>(GoJson.decodeAnswer(body, type));
        } catch (UnreadableException e) {
            return new Lookup.Failed<>("dockerd's answer makes no sense: " + e.getMessage());
        }
    }

    private Lookup<byte[]> get(String target) {
        return send(Request.get(target), http::send);
    }

    /** Unversioned paths are deprecated, and mean another version after each upgrade of dockerd. */
    private Lookup<byte[]> send(Request request, Function<Request, Outcome> way) {
        if (version.isEmpty() && exchange(Request.get("/_ping"), http::send) instanceof Outcome.Failed failed) {
            return new Lookup.Failed<>(why(failed));
        }
        Optional<ApiVersion> asked = version;
        Outcome outcome = exchange(versioned(request, asked), way);
        boolean other =
                outcome instanceof Outcome.Answered(int status, _, _) && status == 400 && !version.equals(asked);
        // dockerd was replaced by another one, and no longer knows the version.
        return lookup(other ? exchange(versioned(request, version), way) : outcome);
    }

    private static Request versioned(Request request, Optional<ApiVersion> version) {
        String prefix = version.map(known -> "/v" + known).orElse("");
        return new Request(request.method(), prefix + request.target(), request.headers(), request.body());
    }

    private Outcome exchange(Request request, Function<Request, Outcome> way) {
        Outcome outcome = way.apply(request.with(MARKER, secret));
        if (outcome instanceof Outcome.Answered(_, Map<String, String> headers, _)) {
            String told = headers.getOrDefault("api-version", "");
            if (VERSION.matcher(told).matches()) {
                ApiVersion theirs = new ApiVersion(told);
                version = Optional.of(theirs.compareTo(NEWEST) < 0 ? theirs : NEWEST);
            }
        }
        return outcome;
    }

    private Lookup<byte[]> lookup(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered(int status, _, byte[] body) -> switch (status) {
                case 200, 204 -> new Lookup.Found<>(body);
                case 404 -> new Lookup.Absent<>();
                default -> new Lookup.Failed<>("dockerd answered " + status);
            };
            case Outcome.Failed failed -> new Lookup.Failed<>(why(failed));
        };
    }

    private String why(Outcome.Failed failed) {
        return switch (failed.cause()) {
            case BUSY -> "too many questions to dockerd are waiting";
            case LATE -> late();
            case INTERRUPTED -> "interrupted";
            case UNREACHABLE, BROKEN -> "the Docker socket " + socket + " gives no answer (" + failed.detail() + ")";
            case TOO_LARGE -> "dockerd's answer is " + failed.detail();
        };
    }

    /** How many questions have ended in which way, the plugin's own removals included. */
    public Map<String, Long> outcomes() {
        return http.outcomes();
    }

    private String late() {
        return "dockerd gave no answer within " + deadline.toMillis() + " ms (docker.timeout)";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.close();
    }
}
