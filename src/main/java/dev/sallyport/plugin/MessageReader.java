package dev.sallyport.plugin;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/** Collects the message of one exchange, on its I/O thread, without anybody waiting for it. */
final class MessageReader {

    /** What becomes of a message. Called once, within a call of the exchange's, as a handler is. */
    interface Receiver {
        /** @param taken the room that was taken for it */
        void received(HttpServerExchange exchange, byte[] message, int taken);

        /** @param why without a period */
        void failed(HttpServerExchange exchange, String why);
    }

    /** Beyond it room is taken for what has come, not for what is announced. */
    private static final int FREE_BYTES = Judging.SMALL_BYTES;

    private final HttpServerExchange exchange;
    private final StreamSourceChannel channel;
    private final Judging judging;
    private final int maxBytes;
    private final Receiver receiver;
    private final XnioExecutor.Key timer;
    private byte[] message = new byte[0];
    private int length;
    private int taken;
    private boolean ended;

    private MessageReader(HttpServerExchange exchange, Judging judging, int maxBytes, int stallMillis,
            Receiver receiver) {
        this.exchange = exchange;
        this.channel = exchange.getRequestChannel();
        this.judging = judging;
        this.maxBytes = maxBytes;
        this.receiver = receiver;
        this.timer = exchange.getIoThread().executeAfter(this::stalled, stallMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Begins to read. To be called by a handler.
     *
     * @param stallMillis how long the whole may take
     */
    static void read(HttpServerExchange exchange, Judging judging, int maxBytes, int stallMillis, Receiver receiver) {
        MessageReader reader = new MessageReader(exchange, judging, maxBytes, stallMillis, receiver);
        if (!reader.readSome()) {
            reader.channel.getReadSetter().set((ChannelListener<StreamSourceChannel>) _ -> reader.readMore());
            reader.channel.resumeReads();
        }
    }

    private void readMore() {
        Connectors.executeRootHandler(_ -> {
            if (!ended && !readSome()) {
                channel.resumeReads();
            }
        }, exchange);
    }

    /** Reads what has come. Returns whether that was the end. */
    private boolean readSome() {
        channel.suspendReads();
        try (PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate()) {
            ByteBuffer buffer = pooled.getBuffer();
            for (int count = channel.read(buffer.clear()); count != 0; count = channel.read(buffer.clear())) {
                if (count < 0) {
                    end();
                    receiver.received(exchange, length == message.length ? message : Arrays.copyOf(message, length),
                            taken);
                    return true;
                }
                if (length + count > maxBytes) {
                    return fail("the plugin message is larger than " + maxBytes + " bytes");
                }
                if (!makeRoom(length + count)) {
                    return fail("too much is being judged");
                }
                buffer.flip().get(message, length, count);
                length += count;
            }
            return false;
        } catch (IOException e) {
            return fail("the plugin message broke off");
        }
    }

    private boolean makeRoom(int wanted) {
        if (wanted <= message.length) {
            return true;
        }
        long announced = exchange.getRequestContentLength();
        // Exact where it is all there; else in steps, so that an announcement alone takes no memory.
        int size = announced == wanted
                ? wanted
                : (int) Math.min(2L * wanted, announced > wanted ? Math.min(announced, maxBytes) : maxBytes);
        int more = size <= FREE_BYTES ? 0 : size - taken;
        if (more > 0 && !judging.take(more)) {
            return false;
        }
        taken += more;
        message = Arrays.copyOf(message, size);
        return true;
    }

    private boolean fail(String why) {
        end();
        judging.give(taken);
        exchange.setPersistent(false);
        receiver.failed(exchange, why);
        return true;
    }

    private void stalled() {
        if (!ended) {
            end();
            judging.give(taken);
            IoUtils.safeClose(exchange.getConnection());
            judging.refuse("the plugin message did not arrive in time", _ -> {});
        }
    }

    private void end() {
        ended = true;
        timer.remove();
    }
}
