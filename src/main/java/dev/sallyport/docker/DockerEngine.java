package dev.sallyport.docker;

import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.ContainerEntry;
import dev.sallyport.facts.Facts;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.Question;
import dev.sallyport.http.BoundedHttp;
import dev.sallyport.http.BoundedHttp.Bounds;
import dev.sallyport.http.BoundedHttp.Connections;
import dev.sallyport.http.Outcome;
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
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpDelete;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/**
 * Asks dockerd over its own socket. Each of these requests comes back to the plugin for authorization, while the request
 * that caused it waits; a header with a random value, made anew by each process, tells them apart.
 */
public final class DockerEngine implements Facts, Closeable {

    private static final System.Logger LOG = System.getLogger(DockerEngine.class.getName());
    private static final String MARKER = "Sallyport-Lookup";
    private static final int MAX_ANSWER_BYTES = 8 << 20;

    /** Of a directory's archive only the head is wanted; a passwd file fits. */
    private static final int ENTRY_BYTES = 64 << 10;

    private static final int WHOLE = Integer.MAX_VALUE;

    private final String secret = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
    private final Path socket;
    private final Duration deadline;
    private final BoundedHttp http;

    /**
     * @param socket the Docker socket
     * @param deadline for each question
     * @param maxInFlight how many questions may be asked at once; further ones wait, within their deadline
     */
    public DockerEngine(Path socket, Duration deadline, int maxInFlight) {
        this.socket = socket;
        this.deadline = deadline;
        // A fresh connection costs some 50 µs, and is never one that a restarted dockerd has forgotten.
        this.http = new BoundedHttp(Optional.of(socket), Optional.empty(), Connections.FRESH, new Bounds(deadline, maxInFlight, MAX_ANSWER_BYTES));
    }

    /** Whether a request with these headers is one of this object's own. */
    public boolean isOwn(Map<String, String> headers) {
        String marker = headers.get(MARKER);
        return marker != null
                && MessageDigest.isEqual(marker.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    @SuppressWarnings("unchecked") // Each case answers the type of its question.
    public <T> Lookup<T> ask(Question<T> question) {
        return (Lookup<T>) switch (question) {
            case Question.Inspection<?> inspection -> inspect(inspection.target(), inspection.answer());
            case Question.EntryIn entry -> entry(entry);
            case Question.OfHost<?> _ -> new Lookup.Failed<T>("dockerd does not know the host");
        };
    }

    private Lookup<ContainerEntry> entry(Question.EntryIn entry) {
        return switch (send(() -> new HttpGet(BoundedHttp.SOCKET_BASE + entry.target()), ENTRY_BYTES)) {
            case Lookup.Found<byte[]>(byte[] tar) -> TarFile.firstEntry(tar);
            case Lookup.Absent<byte[]>() -> new Lookup.Absent<>();
            case Lookup.Failed<byte[]>(String why) -> new Lookup.Failed<>(why);
        };
    }

    /** Removes a container that has not been started, in the background: the one who waits for it is the docker CLI. */
    public void remove(String container) {
        Thread.ofVirtual().start(() -> {
            String target = BoundedHttp.SOCKET_BASE + "/containers/" + encoded(container) + "?v=1";
            if (send(() -> new HttpDelete(target), WHOLE) instanceof Lookup.Failed<byte[]>(String why)) {
                LOG.log(System.Logger.Level.WARNING, "cannot remove container {0}, whose start was denied: {1}", container, why);
            }
        });
    }

    private <T extends Record> Lookup<T> inspect(String target, Class<T> type) {
        return switch (get(target)) {
            case Lookup.Found<byte[]>(byte[] body) -> decode(body, type);
            case Lookup.Absent<byte[]>() -> new Lookup.Absent<>();
            case Lookup.Failed<byte[]>(String why) -> new Lookup.Failed<>(why);
        };
    }

    private static <T extends Record> Lookup<T> decode(byte[] body, Class<T> type) {
        try {
            return new Lookup.Found<>(GoJson.decodeAnswer(body, type));
        } catch (UnreadableException e) {
            return new Lookup.Failed<>("dockerd's answer makes no sense: " + e.getMessage());
        }
    }

    private Lookup<byte[]> get(String target) {
        return send(() -> new HttpGet(BoundedHttp.SOCKET_BASE + target), WHOLE);
    }

    /** @param most how much of the answer is wanted, in bytes; the rest is not waited for */
    private Lookup<byte[]> send(Supplier<HttpUriRequestBase> request, int most) {
        return switch (http.sendForHead(() -> marked(request.get()), most)) {
            case Outcome.Answered(int status, byte[] body) -> switch (status) {
                case 200, 204 -> new Lookup.Found<>(body);
                case 404 -> new Lookup.Absent<>();
                default -> new Lookup.Failed<>("dockerd answered " + status);
            };
            case Outcome.Failed failed -> new Lookup.Failed<>(why(failed));
        };
    }

    private HttpUriRequestBase marked(HttpUriRequestBase request) {
        request.setHeader(MARKER, secret);
        return request;
    }

    private String why(Outcome.Failed failed) {
        return switch (failed.cause()) {
            case BUSY -> "too many questions to dockerd are waiting";
            case LATE -> "dockerd gave no answer within " + deadline.toMillis() + " ms";
            case INTERRUPTED -> "interrupted";
            case UNREACHABLE, BROKEN -> "the Docker socket " + socket + " gives no answer (" + failed.detail() + ")";
            case TOO_LARGE -> "dockerd's answer is " + failed.detail();
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.close();
    }
}
