package dev.sallyport.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** The datagram socket of sd_notify(3). Java has no unix datagrams: libc is asked. */
final class NotifySocket {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int FAMILY_BYTES = 2;
    /** {@code sun_path} in unix(7). */
    private static final int MOST_PATH_BYTES = 108;

    private final MethodHandle sendto;
    private final int descriptor;
    private final byte[] address;

    private NotifySocket(MethodHandle sendto, int descriptor, byte[] address) {
        this.sendto = sendto;
        this.descriptor = descriptor;
        this.address = address;
    }

    /**
     * Opens it. The first call of a process takes some 50 ms, since Java has to make up code for it.
     *
     * @param name a path, or {@code @} and a name of the abstract namespace
     * @throws IOException if there can be no such socket
     */
    @SuppressWarnings("restricted")
    static NotifySocket open(String name) throws IOException {
        byte[] address = name.getBytes(StandardCharsets.UTF_8);
        if (address.length == 0 || address.length >= MOST_PATH_BYTES) {
            throw new IOException("`" + name + "` is not the name of a unix socket");
        }
        if (address[0] == '@') {
            address[0] = 0;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle socket = linker.downcallHandle(linker.defaultLookup().findOrThrow("socket"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        MethodHandle sendto = linker.downcallHandle(linker.defaultLookup().findOrThrow("sendto"),
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
        int descriptor = number(() -> (int) socket.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
        if (descriptor < 0) {
            throw new IOException("no unix datagram socket can be opened");
        }
        return new NotifySocket(sendto, descriptor, address);
    }

    /** @throws IOException if nobody takes it */
    void send(String message) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
            MemorySegment text = arena.allocateFrom(JAVA_BYTE, bytes);
            MemorySegment to = arena.allocate(FAMILY_BYTES + MOST_PATH_BYTES, JAVA_SHORT.byteAlignment());
            to.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(address, 0, to, JAVA_BYTE, FAMILY_BYTES, address.length);
            long sent = number(() -> (long) sendto.invokeExact(
                    descriptor, text, (long) bytes.length, MSG_NOSIGNAL, to, FAMILY_BYTES + address.length));
            if (sent != bytes.length) {
                throw new IOException("systemd does not take the message " + message);
            }
        }
    }

    private interface Call<N extends Number> {
        N make() throws Throwable;
    }

    /** A method handle declares that anything may be thrown; a function of libc throws nothing. */
    private static <N extends Number> N number(Call<N> call) {
        try {
            return call.make();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
