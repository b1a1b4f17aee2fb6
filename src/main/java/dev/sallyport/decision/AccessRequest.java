package dev.sallyport.decision;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One API request as dockerd tells of it, not yet understood.
 *
 * @param time when it came: whatever is judged by a time is judged by this one
 * @param subject who asks
 * @param method the HTTP method
 * @param target the raw request target
 * @param headers the request's headers, names in Go's canonical form ({@code Content-Type}), each with its last value
 * @param body the request's body, if dockerd forwarded one
 */
public record AccessRequest(
        Instant time, Subject subject, String method, String target, Map<String, String> headers,
        Optional<byte[]> body) {

    public AccessRequest {
        headers = Map.copyOf(headers);
    }

    /** The header's value; empty if absent. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
