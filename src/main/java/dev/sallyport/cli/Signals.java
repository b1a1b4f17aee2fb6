package dev.sallyport.cli;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Signals. The JDK has only {@code sun.misc.Signal} for them (module jdk.unsupported), which javac warns about at every
 * mention; so it is called by name.
 */
final class Signals {

    private Signals() {}

    static void onHangup(Runnable action) {
        on("HUP", action);
    }

    /** Tells which signal ends the process, and then ends it, as the JVM does by itself: with 128 and its number. */
    static void onEnd(Consumer<String> named) {
        on("TERM", () -> end("SIGTERM", 15, named));
        on("INT", () -> end("SIGINT", 2, named));
    }

    private static void end(String name, int number, Consumer<String> named) {
        named.accept(name);
        Runtime.getRuntime().exit(128 + number);
    }

    private static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> {
                action.run();
                return null;
            });
            signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot watch for SIG" + name, e);
        }
    }
}
