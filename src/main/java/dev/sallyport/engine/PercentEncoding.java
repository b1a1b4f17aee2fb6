package dev.sallyport.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-decoding as Go's {@code net/url} does it: a malformed escape is an error, never a literal percent sign. */
enum PercentEncoding {
    PATH(false),
    QUERY(true);

    private final boolean plusIsSpace;

    PercentEncoding(boolean plusIsSpace) {
        this.plusIsSpace = plusIsSpace;
    }

    String decode(String encoded) throws UnreadableException {
        if (encoded.indexOf('%') < 0 && !(plusIsSpace && encoded.indexOf('+') >= 0)) {
            return encoded;
        }
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                decoded.write(escapedByte(bytes, i));
                i += 2;
            } else if (plusIsSpace && bytes[i] == '+') {
                decoded.write(' ');
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static int escapedByte(byte[] bytes, int at) throws UnreadableException {
        int high = at + 2 < bytes.length ? hexDigit(bytes[at + 1]) : -1;
        int low = at + 2 < bytes.length ? hexDigit(bytes[at + 2]) : -1;
        if (high < 0 || low < 0) {
            throw new UnreadableException("the request target holds a malformed percent escape");
        }
        return high << 4 | low;
    }

    /** ASCII only: {@link Character#digit} would take digits of every script. */
    private static int hexDigit(byte b) {
        boolean hexadecimal = b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
        return hexadecimal ? Character.digit(b, 16) : -1;
    }
}
