package dev.sallyport.metrics;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Serves a few pages by HTTP/1.1: GET and HEAD, one request a connection. Apart from the way of dockerd's requests:
 * what goes wrong here, or takes long, is nobody else's.
 */
public final class PageServer implements Closeable {

    private static final System.Logger LOG = System.getLogger(PageServer.class.getName());

    private static final int MOST_CONNECTIONS = 16;
    private static final int MOST_HEAD_BYTES = 8 << 10;
    private static final Duration MOST_FOR_ONE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final ServerSocketChannel channel;
    private final Map<String, Supplier<Page>> pages;
    private final Semaphore free = new Semaphore(MOST_CONNECTIONS);

    private PageServer(ServerSocketChannel channel, Map<String, Supplier<Page>> pages) {
        this.channel = channel;
        this.pages = Map.copyOf(pages);
    }

    /**
     * @param channel bound; closed by {@link #close}
     * @param pages by their paths; each is made when somebody asks for it
     */
    public static PageServer start(ServerSocketChannel channel, Map<String, Supplier<Page>> pages) {
        PageServer server = new PageServer(channel, pages);
        Thread.ofVirtual().name("sallyport-pages").start(server::accept);
        return server;
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                SocketChannel client = channel.accept();
                if (free.tryAcquire()) {
                    Thread.ofVirtual().start(() -> serve(client));
                } else {
                    client.close();
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Out of descriptors, most likely: retrying at once would spin.
                pause(PAUSE);
            }
        }
    }

    private static boolean pause(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void serve(SocketChannel client) {
        Thread watch = Thread.ofVirtual().start(() -> {
            if (pause(MOST_FOR_ONE)) {
                close(client);
            }
        });
        try (client) {
            write(client, answer(head(client)));
        } catch (IOException e) {
            // Whoever asked has gone, or was too slow.
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a page could not be made", e);
        } finally {
            watch.interrupt();
            free.release();
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            // It is given up in any case.
        }
    }

    /** What precedes the empty line; as much as there is room for, if there is none. */
    private static String head(SocketChannel client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MOST_HEAD_BYTES);
        String head = "";
        while (!head.contains("\r\n\r\n") && buffer.hasRemaining()) {
            if (client.read(buffer) < 0) {
                throw new IOException("ended within its head");
            }
            head = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
        }
        return head;
    }

    private byte[] answer(String head) {
        String[] request = head.lines().findFirst().orElse("").split(" ");
        if (!head.contains("\r\n\r\n") || request.length != 3 || !request[2].startsWith("HTTP/1.")) {
            return answer(Page.text(400, "not a request of HTTP/1.1\n"), true);
        }
        boolean whole = request[0].equals("GET");
        if (!whole && !request[0].equals("HEAD")) {
            return answer(Page.text(405, "only GET and HEAD are served here\n"), true);
        }
        Supplier<Page> page = pages.get(request[1].replaceFirst("[?#].*", ""));
        return answer(page == null ? Page.text(404, "no such page\n") : page.get(), whole);
    }

    private static byte[] answer(Page page, boolean whole) {
        byte[] text = page.text().getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + page.status() + " " + reason(page.status()) + "\r\nContent-Type: " + page.type()
                + "\r\nContent-Length: " + text.length + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer answer = ByteBuffer.allocate(head.length + (whole ? text.length : 0)).put(head);
        return (whole ? answer.put(text) : answer).array();
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 503 -> "Service Unavailable";
            default -> "Bad Request";
        };
    }

    private static void write(SocketChannel client, byte[] answer) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(answer);
        while (rest.hasRemaining()) {
            client.write(rest);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
