package dev.sallyport.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers of one connection (RFC 9112), and takes only what has one meaning: an answer that says in two ways
 * how long it is, or in none, is broken. So is one that only the end of the connection would end, since that is how a
 * truncated one looks.
 */
final class AnswerReader {

    private static final int BUFFER_BYTES = 8 * 1024;
    /** What dockerd tells of an everyday container fits. */
    private static final int FREE_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_INTERIM_ANSWERS = 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})[ \t]*(;.*)?");

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    AnswerReader(InputStream in) {
        this.in = in;
    }

    /** An answer that is longer than allowed. */
    static final class TooLargeException extends IOException {
        TooLargeException(int bytes) {
            super("larger than " + bytes + " bytes");
        }

        TooLargeException() {
            super("larger than there is memory for now: too much is being judged");
        }
    }

    /** As much has been read as was wanted. */
    private static final class EnoughException extends IOException {}

    /**
     * How much of an answer's body is read.
     *
     * @param maxBytes of it at most
     * @param headOnly whether a longer one is cut there; otherwise it is an error
     * @param room for a long one
     */
    record Appetite(int maxBytes, boolean headOnly, Room room) {}

    /** @param reusable whether the connection is good for another exchange */
    record Answer(int status, Map<String, String> headers, byte[] body, boolean reusable) {}

    /**
     * Waits for the first byte of an answer.
     *
     * @throws EOFException if the connection ends instead
     */
    void awaitFirstByte() throws IOException {
        if (position == limit) {
            fill();
        }
    }

    /** Whether there is more than was asked for. */
    boolean holdsMore() {
        return position < limit;
    }

    /**
     * Reads one answer. Of one that is cut, the rest is left in the connection, which is good for nothing then.
     *
     * @throws IOException if it breaks off, or is not HTTP
     */
    Answer read(Appetite appetite) throws IOException {
        for (int n = 0; n <= MAX_INTERIM_ANSWERS; n++) {
            String line = line();
            Matcher status = STATUS.matcher(line);
            if (!status.matches()) {
                throw new ProtocolException("no HTTP status line");
            }
            int code = Integer.parseInt(status.group(1));
            Map<String, String> headers = headers();
            if (code >= 200) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                boolean whole = code == 204 || code == 304 || body(headers, body, appetite);
                boolean persistent = line.startsWith("HTTP/1.1")
                        && !headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
                return new Answer(code, headers, body.toByteArray(), whole && persistent && !holdsMore());
            }
        }
        throw new ProtocolException("too many interim answers");
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (int n = 0; n <= MAX_HEADERS; n++) {
            String line = line();
            if (line.isEmpty()) {
                return headers;
            }
            Matcher header = HEADER.matcher(line);
            if (!header.matches()) {
                throw new ProtocolException("a malformed header");
            }
            String name = header.group(1).toLowerCase(Locale.ROOT);
            String before = headers.put(name, header.group(2));
            boolean framing = name.equals("content-length") || name.equals("transfer-encoding");
            if (framing && before != null && !before.equals(header.group(2))) {
                throw new ProtocolException("two headers that disagree about its length");
            }
        }
        throw new ProtocolException("more than " + MAX_HEADERS + " headers");
    }

    /** Returns whether it has been read whole. */
    private boolean body(Map<String, String> headers, ByteArrayOutputStream body, Appetite appetite)
            throws IOException {
        String length = headers.get("content-length");
        String encoding = headers.get("transfer-encoding");
        try {
            body(length, encoding, body, appetite);
            return true;
        } catch (EnoughException e) {
            return false;
        }
    }

    private void body(@Nullable String length, @Nullable String encoding, ByteArrayOutputStream body, Appetite appetite)
            throws IOException {
        if (encoding != null && length == null && encoding.equalsIgnoreCase("chunked")) {
            chunks(body, appetite);
        } else if (encoding == null && length != null && LENGTH.matcher(length).matches()) {
            copy(Long.parseLong(length), body, appetite);
        } else {
            throw new ProtocolException("no telling where it ends");
        }
    }

    private void chunks(ByteArrayOutputStream body, Appetite appetite) throws IOException {
        while (true) {
            Matcher chunk = CHUNK.matcher(line());
            if (!chunk.matches()) {
                throw new ProtocolException("a malformed chunk");
            }
            long size = Long.parseLong(chunk.group(1), 16);
            if (size == 0) {
                // What may follow the last chunk are headers.
                headers();
                return;
            }
            copy(size, body, appetite);
            if (!line().isEmpty()) {
                throw new ProtocolException("a chunk longer than it says");
            }
        }
    }

    private void copy(long bytes, ByteArrayOutputStream body, Appetite appetite) throws IOException {
        int room = appetite.maxBytes() - body.size();
        if (bytes > room && !appetite.headOnly()) {
            throw new TooLargeException(appetite.maxBytes());
        }
        takeRoom(body.size(), (int) Math.min(bytes, room), appetite.room());
        for (long left = Math.min(bytes, room); left > 0;) {
            if (position == limit) {
                fill();
            }
            int count = (int) Math.min(left, limit - position);
            body.write(buffer, position, count);
            position += count;
            left -= count;
        }
        if (bytes > room) {
            throw new EnoughException();
        }
    }

    private static void takeRoom(int before, int more, Room room) throws TooLargeException {
        int wanted = before + more - Math.max(before, FREE_BYTES);
        if (wanted > 0 && !room.take(wanted)) {
            throw new TooLargeException();
        }
    }

    /** The next line, without its CRLF. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        while (line.length() <= MAX_LINE_BYTES) {
            if (position == limit) {
                fill();
            }
            byte next = buffer[position++];
            if (next == '\n' && !line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
                return line.substring(0, line.length() - 1);
            }
            line.append((char) (next & 0xff));
        }
        throw new ProtocolException("a line longer than " + MAX_LINE_BYTES + " bytes");
    }

    private void fill() throws IOException {
        int count = in.read(buffer);
        if (count <= 0) {
            throw new EOFException("the connection ended");
        }
        position = 0;
        limit = count;
    }
}
