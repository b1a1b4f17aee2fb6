package dev.sallyport.rules;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A range of addresses, or one address (RFC 4632). Only plain spellings: what Go and Java could read differently is
 * none.
 *
 * @param prefix how many bits are fixed
 */
record AddressRange(byte[] address, int prefix) {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]{2,39}");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    static Grammar<AddressRange> grammar() {
        return new Word<>("address range", "an address range such as 10.1.0.0/16", "", (text, _) -> parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not an address range: `" + text + "`")));
    }

    static String listed(List<AddressRange> ranges) {
        return ranges.stream().map(AddressRange::toString).collect(Collectors.joining(", "));
    }

    /** {@code 10.1.0.0/16}, {@code fd00::/64}, or an address alone. */
    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (!IPV4.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(host);
            boolean mapped = address instanceof Inet4Address && host.indexOf(':') >= 0;
            int bits = address.getAddress().length * 8;
            String length = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
            return mapped || !LENGTH.matcher(length).matches() || Integer.parseInt(length) > bits
                    ? Optional.empty()
                    : Optional.of(new AddressRange(address.getAddress(), Integer.parseInt(length)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean contains(AddressRange other) {
        if (address.length != other.address.length || other.prefix < prefix) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((address[bit / 8] & mask) != (other.address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range && prefix == range.prefix && Arrays.equals(address, range.address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) * 31 + prefix;
    }
}
