package dev.sallyport.action;

import dev.sallyport.decision.AccessRequest;
import dev.sallyport.engine.Body;
import dev.sallyport.engine.Call;
import dev.sallyport.engine.Document;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import java.util.Locale;
import java.util.Optional;

/** Gets hold of a request's body, or refuses where one may be there that dockerd did not show. */
final class BodyReader {

    private final AccessRequest request;
    private final Call call;

    BodyReader(AccessRequest request, Call call) {
        this.request = request;
        this.call = call;
    }

    /** The decoded body, if the operation has one; empty if it has none, or needs none and came without. */
    Optional<Document<?>> read() throws UnreadableException {
        refuseForm();
        refuseHiddenBody();
        Optional<byte[]> body = request.body().filter(bytes -> bytes.length > 0);
        return switch (call.operation().body()) {
            case Body.None() -> Optional.empty();
            case Body.Archive() -> Optional.empty();
            case Body.Stream() -> Optional.empty();
            case Body.Json(Class<? extends Record> type, boolean required) -> {
                if (required || mayHideBody()) {
                    requireBody(body);
                }
                yield body.isEmpty() ? Optional.empty() : Optional.of(GoJson.decode(body.get(), type));
            }
        };
    }

    private static void requireBody(Optional<byte[]> body) throws UnreadableException {
        if (body.isEmpty()) {
            // One rule for every hole of every engine: a body over 1 MiB, a strange media type, "#%zz" in the target
            // ...
            throw new UnreadableException("dockerd did not show the body of this request to the plugin",
                    "a JSON body below 1 MiB with Content-Type: application/json");
        }
    }

    /** Go drops Content-Length from a chunked request; dockerd needs a Content-Type to read a body as anything. */
    private boolean mayHideBody() {
        String length = request.header("Content-Length");
        return length.isEmpty() ? request.headers().containsKey("Content-Type") : !length.equals("0");
    }

    /** A form body beats the query (net/http, Request.Form), and dockerd shows it to no plugin. */
    private void refuseForm() throws UnreadableException {
        String mediaType = request.header("Content-Type").toLowerCase(Locale.ROOT);
        boolean form = mediaType.contains("application/x-www-form-urlencoded") || mediaType.contains("multipart/");
        if (form && !request.header("Content-Length").equals("0")) {
            throw new UnreadableException("a form body can override the query unseen",
                    "no body, or another Content-Type");
        }
    }

    /**
     * Whoever takes no body may still take a form, and dockerd shows none. A body that it does show is none. Only for
     * methods with which Go's server looks for one.
     */
    private void refuseHiddenBody() throws UnreadableException {
        boolean formCounts = request.method().equals("POST") || request.method().equals("PUT");
        boolean shown = request.body().filter(bytes -> bytes.length > 0).isPresent();
        if (call.operation().body() instanceof Body.None && formCounts && !shown && mayHideBody()) {
            throw new UnreadableException(
                    call.operation().id() + " takes no body, and one that the plugin cannot see may override the query",
                    "Content-Length: 0");
        }
    }

    /**
     * Of a repeated Content-Type the plugin is told the last and dockerd takes the first: a form can hide behind any
     * type. A pull, or a build from elsewhere, needs no body at all, so there must be none.
     *
     * @param parameter the query parameter that says where the data comes from instead
     */
    void refuseHiddenForm(String parameter) throws UnreadableException {
        if (!call.target().query().first(parameter).isEmpty() && mayHideBody()) {
            throw new UnreadableException("a request with " + parameter + " and a body that the plugin cannot see",
                    "Content-Length: 0");
        }
    }
}
