package dev.sallyport.cli;

import java.lang.reflect.Proxy;

/**
 * SIGHUP. The JDK has only {@code sun.misc.Signal} for it (module jdk.unsupported), which javac warns about at every
 * mention; so it is called by name.
 */
final class Signals {

    private Signals() {}

    static void onHangup(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> {
                action.run();
                return null;
            });
            signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance("HUP"), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot watch for SIGHUP", e);
        }
    }
}
