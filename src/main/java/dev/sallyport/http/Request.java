package dev.sallyport.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to a peer.
 *
 * @param target path and query, percent-encoded
 * @param headers besides {@code Host} and {@code Content-Length}
 * @param body empty for none
 */
public record Request(String method, String target, Map<String, String> headers, byte[] body) {

    /** @throws IllegalArgumentException if a header or the target could be read as more than one */
    public Request {
        headers = Map.copyOf(headers);
        if (!isOneWord(target) || !headers.values().stream().allMatch(Request::isOneLine)) {
            throw new IllegalArgumentException("a control character in a header or the target");
        }
    }

    public static Request get(String target) {
        return new Request("GET", target, Map.of(), new byte[0]);
    }

    public static Request delete(String target) {
        return new Request("DELETE", target, Map.of(), new byte[0]);
    }

    public static Request postJson(String target, byte[] body) {
        return new Request("POST", target, Map.of("Content-Type", "application/json"), body);
    }

    public Request with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Request(method, target, more, body);
    }

    private static boolean isOneWord(String text) {
        return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private static boolean isOneLine(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c != 0x7f && c <= 0xff);
    }

    /** As it goes over the wire (RFC 9112, section 3). */
    byte[] bytes(String authority) {
        StringBuilder head = new StringBuilder(256)
                .append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ").append(authority)
                .append("\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }
}
