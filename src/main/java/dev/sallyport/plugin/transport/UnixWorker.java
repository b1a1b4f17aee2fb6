package dev.sallyport.plugin.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xnio.ManagementRegistration;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.management.XnioServerMXBean;
import org.xnio.management.XnioWorkerMXBean;

/** The least XNIO worker: some I/O threads, and the executor that blocking work is handed to. */
final class UnixWorker extends XnioWorker {

    private final CountDownLatch poolTerminated = new CountDownLatch(1);
    private final List<UnixIoThread> ioThreads;
    private volatile boolean shutdown;

    private UnixWorker(Builder builder, int ioThreadCount, Consumer<Throwable> onDeath) throws IOException {
        super(builder);
        List<UnixIoThread> threads = new ArrayList<>();
        for (int number = 0; number < ioThreadCount; number++) {
            threads.add(new UnixIoThread(this, number, onDeath));
        }
        this.ioThreads = List.copyOf(threads);
    }

    /**
     * @param ioThreadCount how many selector loops share the connections
     * @param executor runs what may block; closed by its owner, not by this worker
     * @param onDeath told if a loop ends without having been asked to
     * @throws IOException if no selector can be opened
     */
    static UnixWorker start(int ioThreadCount, ExecutorService executor, Consumer<Throwable> onDeath)
            throws IOException {
        UnixWorker worker = (UnixWorker) new Provider(ioThreadCount, onDeath).open(executor);
        worker.ioThreads.forEach(Thread::start);
        return worker;
    }

    List<UnixIoThread> ioThreads() {
        return ioThreads;
    }

    @Override
    public void shutdown() {
        if (!shutdown) {
            shutdown = true;
            ioThreads.forEach(UnixIoThread::shutdown);
            shutDownTaskPool();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return shutDownTaskPoolNow();
    }

    @Override
    protected void taskPoolTerminated() {
        poolTerminated.countDown();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return poolTerminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
        for (UnixIoThread thread : ioThreads) {
            if (!thread.awaitTermination(time, unit)) {
                return false;
            }
        }
        return poolTerminated.await(time, unit);
    }

    @Override
    public void awaitTermination() throws InterruptedException {
        while (!awaitTermination(1, TimeUnit.DAYS)) {
            continue;
        }
    }

    @Override
    public XnioIoThread getIoThread(int hash) {
        return ioThreads.get(Math.floorMod(hash, ioThreads.size()));
    }

    @Override
    public int getIoThreadCount() {
        return ioThreads.size();
    }

    @Override
    protected XnioIoThread chooseThread() {
        return getIoThread(ThreadLocalRandom.current().nextInt());
    }

    @Override
    public XnioWorkerMXBean getMXBean() {
        throw new UnsupportedOperationException("no management beans");
    }

    @Override
    protected ManagementRegistration registerServerMXBean(XnioServerMXBean bean) {
        return () -> {};
    }

    /** XNIO builds a worker only through a provider. */
    private static final class Provider extends Xnio {
        private final int ioThreadCount;
        private final Consumer<Throwable> onDeath;

        Provider(int ioThreadCount, Consumer<Throwable> onDeath) {
            super("sallyport-unix");
            this.ioThreadCount = ioThreadCount;
            this.onDeath = onDeath;
        }

        XnioWorker open(ExecutorService executor) throws IOException {
            XnioWorker.Builder builder = createWorkerBuilder();
            builder.setWorkerName("sallyport");
            builder.setExternalExecutorService(executor);
            return build(builder);
        }

        @Override
        protected XnioWorker build(XnioWorker.Builder builder) {
            try {
                return new UnixWorker(builder, ioThreadCount, onDeath);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
